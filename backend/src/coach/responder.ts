/** The interface of what produces replies, and what it knows of a turn. */
import type { SessionMemory, StoredThread } from '../memory/memory.ts'
import type {
  Action,
  StructuredInputItem,
  ThreadItem,
  ThreadStreamEvent,
  UserMessageItem,
  WidgetItem,
} from '../protocol/schemas.ts'

type Situation = {
  session: string
  /** Change `title`, `status` or `metadata` (each by a new value), and the client hears of it. */
  thread: StoredThread
  memory: SessionMemory
  /** Aborted to stop the turn; with a `HandedOverError` where another process goes on with it. */
  signal: AbortSignal
}

/** Sends events on to the client, in order; what is given together goes on together. */
export type Emit = (events: ResponderEvent[]) => void

/** Everything a responder may know of the turn it answers. */
export type Turn = Situation & {
  emit: Emit
  /**
   * The message to be answered. There is none when a form has been filled in or a client tool has
   * run: then that is the newest item.
   */
  userMessage: UserMessageItem | undefined
  /** The form that has been filled in, where that is to be answered. */
  answered?: StructuredInputItem
  /** Aborted when the reader wants the answer now: no more thinking or searching. */
  finishNow: AbortSignal
  /** Names of the tools that this client can run for the model. */
  clientTools: readonly string[]
  /** Notes how far the turn has got, for a process that may have to go on with it. The last note counts. */
  saveProgress(note: unknown): void
  /** Where another process began this turn, and has handed it over. */
  restored?: RestoredTurn
}

export type RestoredTurn = {
  /** What that process noted last. */
  progress: unknown
  /** The item that is answered: what is stored behind it is of this turn. */
  anchorId: string
  /**
   * Called where the reply goes on behind what was shown, in the same items; otherwise its first item takes the
   * place of what was shown.
   */
  goOn(): void
}

export type ActionTurn = Situation & {
  action: Action
  /** The widget that it was done with. */
  sender: WidgetItem | undefined
}

type ItemEvent = 'thread.item.added' | 'thread.item.done' | 'thread.item.replaced'

/** An event as a responder gives it: its items may be hidden ones. */
export type ResponderEvent =
  | Exclude<ThreadStreamEvent, { type: ItemEvent }>
  | { type: ItemEvent; item: ThreadItem }

export type Audio = { bytes: Uint8Array; mediaType: string }

export interface Responder {
  /** Emits the reply. Stops by throwing once `turn.signal` is aborted. */
  respond(turn: Turn): Promise<void>
  /** Emits what an action comes to. */
  action?(turn: ActionTurn & { emit: Emit }): Promise<void>
  /** What an action does to its widget, which it also stores; `undefined` when nothing changed. */
  syncAction?(turn: ActionTurn): Promise<WidgetItem | undefined>
  /** What was said. */
  transcribe?(audio: Audio, session: string, signal: AbortSignal): Promise<string>
}
