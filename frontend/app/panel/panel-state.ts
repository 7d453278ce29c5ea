import type { Refusal } from '~/api/refusal'

/** A chat in view. */
export type Place = {
  key: string
  /** The reader chose "New chat", rather than arriving on the site. */
  isAskedFor: boolean
}

/** How far OpenAI's panel has come, and which of the two chats is in view. */
export type PanelState = {
  /** `settling`: its frame is there, and may yet be refused. `failed` is for the rest of the page's life. */
  phase: 'off' | 'loading' | 'settling' | 'up' | 'failed'
  /** None on pages without a chat. */
  place?: Place
  /** The first-party chat has something here that a swap would take away: words, files, a running answer. */
  isInUse: boolean
  /** What the panel complained of, until it is dismissed. */
  problem?: PanelProblem
}

export type PanelProblem = Refusal & {
  /** Said by the API, which knows better than the panel what went wrong. */
  isRefusal?: boolean
  /** The words that were refused. */
  text?: string
}

export type PanelEvent =
  | { type: 'started' }
  | { type: 'ready' }
  | { type: 'settled' }
  | { type: 'late' }
  | { type: 'failed' }
  | { type: 'arrived'; place: Place; isInUse: boolean }
  | { type: 'left'; place: Place }
  | { type: 'used' }
  /** The panel cannot leave the chat that it is busy with. */
  | { type: 'unable' }
  | { type: 'troubled'; problem: PanelProblem }
  /** A message was taken: no refusal holds any more. */
  | { type: 'taken' }
  | { type: 'dismissed' }

export const initialPanel: PanelState = { phase: 'off', isInUse: false }

/** The panel has the place of the first-party chat. */
export function isShown({ phase, place, isInUse }: PanelState) {
  return phase === 'up' && place !== undefined && !isInUse
}

/** It is on the page, shown or not. */
export function isMounted({ phase }: PanelState) {
  return phase === 'loading' || phase === 'settling' || phase === 'up'
}

export function panelReducer(state: PanelState, event: PanelEvent): PanelState {
  switch (event.type) {
    case 'started':
      return from(state, 'off', 'loading')
    case 'ready':
      return from(state, 'loading', 'settling')
    case 'settled':
      return from(state, 'settling', 'up')
    case 'late':
      return from(state, 'loading', 'failed')
    case 'failed':
      return { ...state, phase: 'failed', problem: undefined }
    case 'arrived':
      return { ...state, place: event.place, isInUse: event.isInUse }
    case 'left':
      return state.place === event.place ? { ...state, place: undefined } : state
    case 'used':
      return isShown(state) ? state : { ...state, isInUse: true }
    case 'unable':
      return { ...state, isInUse: true, problem: undefined }
    case 'troubled':
      if (!isShown(state) || (state.problem?.isRefusal && !event.problem.isRefusal)) return state
      return { ...state, problem: event.problem }
    case 'taken':
      return state.problem?.isRefusal ? { ...state, problem: undefined } : state
    case 'dismissed':
      return { ...state, problem: undefined }
  }
}

function from(state: PanelState, before: PanelState['phase'], phase: PanelState['phase']) {
  return state.phase === before ? { ...state, phase } : state
}
