import type { Action } from '~/api/protocol'

export type ActionOptions = {
  itemId: string
  /** One JSON answer instead of a stream: allowed while an answer is being written. */
  isSync: boolean
  /** For the page itself: the server is not asked. */
  isClient: boolean
}

/**
 * Settles when the action is done, so that what was pressed can show that it is being worked on. Never rejects: who runs
 * the action also tells of its failure.
 */
export type OnAction = (action: Action, options: ActionOptions) => Promise<void>
