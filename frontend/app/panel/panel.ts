import { useSyncExternalStore } from 'react'
import { isFatal, troubleOf } from './panel-errors'
import {
  initialPanel,
  isShown,
  nextPanelState,
  type PanelEvent,
  type PanelState,
} from './panel-state'

/** How long the panel may take to load before the first-party chat stays for good. */
const PATIENCE = 6_000
/** How long its frame must stand without a complaint: the check of the domain comes after it has loaded. */
const GRACE = 1_500

/** The one panel of this page: its state, and the clocks that move it. */
export class Panel {
  #state = initialPanel
  #grace: ReturnType<typeof setTimeout> | undefined
  #write: ((text: string) => void) | undefined
  readonly #listeners = new Set<() => void>()

  subscribe = (listener: () => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  state = (): PanelState => this.#state

  tell(event: PanelEvent) {
    const next = nextPanelState(this.#state, event)
    if (next === this.#state) return
    this.#state = next
    for (const listener of this.#listeners) listener()
  }

  /** @param load fetches OpenAI's script */
  start(load: () => Promise<void>) {
    if (this.#state.phase !== 'off') return
    this.tell({ type: 'started' })
    load().catch(this.fail)
    setTimeout(() => this.tell({ type: 'late' }), PATIENCE)
  }

  /** Its frame has loaded. */
  ready = () => {
    this.tell({ type: 'ready' })
    this.#settle()
  }

  complain(error: unknown) {
    if (isFatal(error)) return this.fail()
    if (this.#state.phase === 'settling') this.#settle()
    this.tell({ type: 'troubled', problem: { message: troubleOf(error) } })
  }

  /** What writes into the panel's own composer, while there is one. */
  setWriter(write: ((text: string) => void) | undefined) {
    this.#write = write
  }

  /** Puts words that were refused back to where they came from. */
  putBack(text: string) {
    this.#write?.(text)
    this.tell({ type: 'dismissed' })
  }

  fail = () => this.tell({ type: 'failed' })

  #settle() {
    clearTimeout(this.#grace)
    this.#grace = setTimeout(() => this.tell({ type: 'settled' }), GRACE)
  }
}

/** One a page. The server imports it and leaves it off. */
export const panel = new Panel()

export function usePanel() {
  return useSyncExternalStore(panel.subscribe, panel.state, () => initialPanel)
}

export function useIsPanelShown() {
  return isShown(usePanel())
}
