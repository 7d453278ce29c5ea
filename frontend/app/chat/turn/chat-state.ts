import type {
  ClientToolCallItem,
  Feedback,
  Page,
  StructuredInputItem,
  ThreadStreamEvent,
  UserMessageItem,
  VisibleItem,
} from '~/api/protocol'
import type { Refusal } from '~/api/refusal'
import type { Draft } from '../drafts/drafts'
import { emptyThread, fromNewestPage, type ThreadState } from './thread-state'
import { activeTurn, problemOf, type Turn, type TurnEvent, turnReducer } from './turn-machine'

export type Chat = {
  thread: ThreadState
  /** The last turn on this page. */
  turn?: Turn
  /** The message that is being sent, until the server has stored it. */
  outgoing?: Draft
  /** The server's `notice` events: a file that could not be read, a text that was truncated. */
  notices: Notice[]
  /** Notices with a title that were shown on this day. */
  shownNotices: { day: string; names: string[] }
  /** The error of the last action on an item, by the item's id. */
  itemProblems: Record<string, Refusal>
  feedback: Record<string, Feedback>
  /** Items of this turn that have begun and are not stored yet. */
  unfinished: string[]
  /** Answers that were received and may not be stored, by the item's id. */
  unsaved: Record<string, Unsaved>
}

export type Unsaved = {
  reason: string
  /** The server has reported it. */
  isCertain: boolean
}

export const IDLE: Chat = {
  thread: emptyThread,
  notices: [],
  shownNotices: { day: '', names: [] },
  itemProblems: {},
  feedback: {},
  unfinished: [],
  unsaved: {},
}

export function chatFromPage(page: Page<VisibleItem>): Chat {
  return { ...IDLE, thread: fromNewestPage(page) }
}

export function isUserMessage(item: VisibleItem): item is UserMessageItem {
  return item.type === 'user_message'
}

/** The form that waits for the reader: only the newest item of a thread can. */
export function pendingForm({ items }: ThreadState): StructuredInputItem | undefined {
  const newest = items.at(-1)
  return newest?.type === 'structured_input' && newest.status === 'pending' ? newest : undefined
}

/** The tool that the coach wants this page to run: again only the newest item of a thread. */
export function pendingCall({ items }: ThreadState): ClientToolCallItem | undefined {
  const newest = items.at(-1)
  return newest?.type === 'client_tool_call' && newest.status === 'pending' ? newest : undefined
}

/** Items of a turn that are not an answer. */
const NO_ANSWER: VisibleItem['type'][] = ['user_message', 'workflow', 'task']

/** Whether an item that is a chat's newest waits for an answer. */
export const awaitsAnswer = ({ type }: VisibleItem) => NO_ANSWER.includes(type)

/** The last user message has no answer, or only a part of one: it was lost, or stopped before its first word. */
export function lacksAnswer(chat: Chat) {
  const newest = chat.thread.items.at(-1)
  if (!newest || !awaitsAnswer(newest)) return false
  return !activeTurn(chat) && !chat.outgoing && !problemOf(chat)
}

/** Whether a running workflow task already shows the stage. */
export function isStageShown({ thread, turn }: Chat) {
  const newest = thread.items.at(-1)
  if (newest?.type !== 'workflow' || turn?.state !== 'streaming') return false
  return newest.workflow.tasks.some((task) => task.status_indicator === 'loading')
}

/** Drops what is stored about items that no longer exist. */
export function withItemsOf(chat: Chat, thread: ThreadState): Chat {
  const ids = new Set(thread.items.map(({ id }) => id))
  const ofThese = <T>(record: Record<string, T>) =>
    Object.fromEntries(Object.entries(record).filter(([id]) => ids.has(id)))
  return {
    ...chat,
    thread,
    itemProblems: ofThese(chat.itemProblems),
    feedback: ofThese(chat.feedback),
    unfinished: chat.unfinished.filter((id) => ids.has(id)),
    unsaved: ofThese(chat.unsaved),
  }
}

/** The chat with its turn after an event; the same object where that changes nothing. */
export function withTurnEvent(chat: Chat, event: TurnEvent): Chat {
  const turn = turnReducer(chat.turn, event)
  return turn === chat.turn ? chat : { ...chat, turn }
}

export function withItemProblem(chat: Chat, itemId: string, problem: Refusal | undefined): Chat {
  const { [itemId]: _, ...others } = chat.itemProblems
  return { ...chat, itemProblems: problem ? { ...others, [itemId]: problem } : others }
}

export function withFeedback(chat: Chat, itemId: string, kind: Feedback | undefined): Chat {
  const { [itemId]: _, ...others } = chat.feedback
  return { ...chat, feedback: kind ? { ...others, [itemId]: kind } : others }
}

/** The server's `notice` events. */

type NoticeEvent = Extract<ThreadStreamEvent, { type: 'notice' }>

/**
 * A notice with a title describes a state, such as a budget that is nearly spent: it is shown once per chat and day, and
 * stays until it is dismissed. Without one it belongs to the answer that it came with.
 */
export type Notice = Pick<NoticeEvent, 'level' | 'message' | 'title'>

export const isPersistent = ({ title }: Notice) => title !== undefined

/** Adds a notice; a repeated one is not added twice. */
export function withNotice(
  chat: Chat,
  { level, title, message }: NoticeEvent,
  day = today(),
): Chat {
  const note = { level, title, message }
  if (!isPersistent(note)) {
    const others = chat.notices.filter((each) => each.message !== message)
    return { ...chat, notices: [...others, note] }
  }
  const name = nameOf(note)
  if (chat.shownNotices.day === day && chat.shownNotices.names.includes(name)) return chat
  const names = chat.shownNotices.day === day ? chat.shownNotices.names : []
  const others = chat.notices.filter((each) => nameOf(each) !== name)
  return { ...chat, notices: [...others, note], shownNotices: { day, names: [...names, name] } }
}

/** At the start of a turn: drops the notices of the last answer. */
export const withoutAnswerNotices = (chat: Chat): Chat => ({
  ...chat,
  notices: chat.notices.filter(isPersistent),
})

export function withoutNotice(chat: Chat, note: Notice): Chat {
  return { ...chat, notices: chat.notices.filter((each) => each !== note) }
}

/** Without the message: its numbers and times change from turn to turn. */
export const nameOf = ({ level, title }: Notice) => `${level} ${title}`

/** The budget resets at midnight UTC. */
const today = () => new Date().toISOString().slice(0, 10)
