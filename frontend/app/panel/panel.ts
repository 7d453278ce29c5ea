import { useSyncExternalStore } from 'react'
import { isFatal, troubleOf } from './panel-errors'
import {
  initialPanel,
  isShown,
  type PanelEvent,
  type PanelState,
  panelReducer,
} from './panel-state'

/** How long the panel may take to load before the first-party chat stays for good. */
const LOAD_TIMEOUT_MS = 6_000
/** How long its frame must stand without a complaint: the check of the domain comes after it has loaded. */
const SETTLE_MS = 1_500

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

  dispatch(event: PanelEvent) {
    const next = panelReducer(this.#state, event)
    if (next === this.#state) return
    this.#state = next
    for (const listener of this.#listeners) listener()
  }

  /** @param load fetches OpenAI's script */
  start(load: () => Promise<void>) {
    if (this.#state.phase !== 'off') return
    this.dispatch({ type: 'started' })
    load().catch(this.fail)
    setTimeout(() => this.dispatch({ type: 'late' }), LOAD_TIMEOUT_MS)
  }

  /** Its frame has loaded. */
  ready = () => {
    this.dispatch({ type: 'ready' })
    this.#settle()
  }

  onPanelError(error: unknown) {
    if (isFatal(error)) return this.fail()
    if (this.#state.phase === 'settling') this.#settle()
    this.dispatch({ type: 'troubled', problem: { message: troubleOf(error) } })
  }

  /** What writes into the panel's own composer, while there is one. */
  setWriter(write: ((text: string) => void) | undefined) {
    this.#write = write
  }

  /** Puts words that were refused back to where they came from. */
  putBack(text: string) {
    this.#write?.(text)
    this.dispatch({ type: 'dismissed' })
  }

  fail = () => this.dispatch({ type: 'failed' })

  #settle() {
    clearTimeout(this.#grace)
    this.#grace = setTimeout(() => this.dispatch({ type: 'settled' }), SETTLE_MS)
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
