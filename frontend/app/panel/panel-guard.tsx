import { Component, type ReactNode } from 'react'

type PanelGuardProps = { onError: () => void; children: ReactNode }

/** A panel that breaks while it is drawn takes nothing else of the page with it. */
export class PanelGuard extends Component<PanelGuardProps, { isBroken: boolean }> {
  override state = { isBroken: false }

  static getDerivedStateFromError() {
    return { isBroken: true }
  }

  override componentDidCatch() {
    this.props.onError()
  }

  override render() {
    return this.state.isBroken ? null : this.props.children
  }
}
