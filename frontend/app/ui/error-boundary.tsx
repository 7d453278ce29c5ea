import { Component, type ReactNode } from 'react'

type BoundaryProps = {
  /** In place of what could not be drawn. */
  fallback: ReactNode
  /** What is drawn: when it changes, it is tried again. */
  of: unknown
  children: ReactNode
}

type BoundaryState = { of: unknown; hasFailed: boolean }

/** Keeps what cannot be drawn from taking the rest of the page with it. */
export class RenderBoundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { of: this.props.of, hasFailed: false }

  static getDerivedStateFromProps({ of }: BoundaryProps, state: BoundaryState) {
    return state.of === of ? null : { of, hasFailed: false }
  }

  static getDerivedStateFromError() {
    return { hasFailed: true }
  }

  override render() {
    return this.state.hasFailed ? this.props.fallback : this.props.children
  }
}
