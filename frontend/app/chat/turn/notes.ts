/** What the server has to say beside an answer. */
import type { ThreadStreamEvent } from '~/api/protocol'
import type { Chat } from './chat-state'

type NoticeEvent = Extract<ThreadStreamEvent, { type: 'notice' }>

/**
 * With a title it is about how things stand, such as a budget that is nearly spent: it is told once a chat and day, and
 * stays until it is dismissed. Without one it belongs to the answer that it came with.
 */
export type Note = Pick<NoticeEvent, 'level' | 'message' | 'title'>

export const isStanding = ({ title }: Note) => title !== undefined

/** Said twice, it is still one note. */
export function withNote(chat: Chat, { level, title, message }: NoticeEvent, day = today()): Chat {
  const note = { level, title, message }
  if (!isStanding(note)) {
    const others = chat.notes.filter((each) => each.message !== message)
    return { ...chat, notes: [...others, note] }
  }
  const name = nameOf(note)
  if (chat.told.day === day && chat.told.names.includes(name)) return chat
  const names = chat.told.day === day ? chat.told.names : []
  const others = chat.notes.filter((each) => nameOf(each) !== name)
  return { ...chat, notes: [...others, note], told: { day, names: [...names, name] } }
}

/** As the next turn begins: what belonged to the last one goes. */
export const withoutPassedNotes = (chat: Chat): Chat => ({
  ...chat,
  notes: chat.notes.filter(isStanding),
})

export function withoutNote(chat: Chat, note: Note): Chat {
  return { ...chat, notes: chat.notes.filter((each) => each !== note) }
}

/** What its text says of numbers and times changes from turn to turn. */
export const nameOf = ({ level, title }: Note) => `${level} ${title}`

/** The budget begins anew with the day in UTC. */
const today = () => new Date().toISOString().slice(0, 10)
