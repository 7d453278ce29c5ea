/** From a thread's items to what the model is given of them. */
import type { AgentInputItem } from '@openai/agents'
import type { Attachment, ThreadItem, UserMessageItem } from '../chatkit/schemas.ts'
import type { SessionMemory } from '../memory/memory.ts'

/** Items and characters of history that go along; the newest are kept. */
const MOST_ITEMS = 100
const MOST_CHARACTERS = 120_000
/** Pictures go along whole with every turn, so only the newest do, up to this size together. */
const MOST_PICTURE_BYTES = 20 * 1024 * 1024

type UserItem = Extract<AgentInputItem, { role: 'user' }>
type UserPart = Exclude<UserItem['content'], string>[number]

export const textOf = (message: UserMessageItem) => message.content.map(({ text }) => text).join('')

/** The conversation so far, oldest first, ending with the message to be answered. */
export async function modelInput(
  memory: SessionMemory,
  threadId: string,
): Promise<AgentInputItem[]> {
  const newestFirst = await memory.loadThreadItems(threadId, { limit: MOST_ITEMS, order: 'desc' })
  const items = withinBudget(newestFirst.data).toReversed()
  const lastMessage = items.findLast((item) => item.type === 'user_message')
  const pictures = await loadPictures(newestFirst.data, memory)
  return items.flatMap((item) => inputFrom(item, pictures, item === lastMessage))
}

/** The first item always goes in: it is the question. */
function withinBudget(newestFirst: ThreadItem[]): ThreadItem[] {
  let characters = 0
  const fitting = newestFirst.findIndex((item, index) => {
    characters += lengthOf(item)
    return index > 0 && characters > MOST_CHARACTERS
  })
  return fitting === -1 ? newestFirst : newestFirst.slice(0, fitting)
}

function lengthOf(item: ThreadItem): number {
  return 'content' in item && Array.isArray(item.content)
    ? item.content.reduce((sum, part) => sum + part.text.length, 0)
    : 0
}

type Pictures = Map<Attachment['id'], Uint8Array>

/** Those of the message to be answered go along in any case. */
async function loadPictures(newestFirst: ThreadItem[], memory: SessionMemory): Promise<Pictures> {
  const pictures: Pictures = new Map()
  let room = MOST_PICTURE_BYTES
  for (const item of newestFirst) {
    if (item.type !== 'user_message') continue
    for (const { id, type } of item.attachments) {
      const bytes = type === 'image' ? await memory.loadAttachmentBytes(id) : undefined
      if (bytes) pictures.set(id, bytes)
      room -= bytes?.length ?? 0
    }
    if (room <= 0) break
  }
  return pictures
}

function inputFrom(item: ThreadItem, pictures: Pictures, isLastMessage: boolean): AgentInputItem[] {
  switch (item.type) {
    case 'user_message':
      return userInput(item, pictures, isLastMessage)
    case 'assistant_message':
      return [
        {
          role: 'assistant',
          status: 'completed',
          content: item.content.map(({ text }) => ({ type: 'output_text', text })),
        },
      ]
    case 'sdk_hidden_context':
    case 'hidden_context_item':
      return [hiddenNote(item.content)]
    default:
      return []
  }
}

function userInput(
  item: UserMessageItem,
  pictures: Pictures,
  isLastMessage: boolean,
): AgentInputItem[] {
  const content: UserPart[] = []
  const text = item.content.map((part) => (part.type === 'input_tag' ? `@${part.text}` : part.text))
  if (text.length > 0) content.push({ type: 'input_text', text: text.join('') })
  for (const attachment of item.attachments) content.push(attachmentPart(attachment, pictures))
  const input: AgentInputItem[] = [{ role: 'user', content }]
  // Old quotations are not repeated: the model would take them for what is asked now.
  if (item.quoted_text && isLastMessage) {
    input.push({ role: 'user', content: `The user refers to this text:\n${item.quoted_text}` })
  }
  return input
}

/** A picture goes along itself; of a document the model gets the name, and searches for the rest. */
function attachmentPart(attachment: Attachment, pictures: Pictures): UserPart {
  const bytes = pictures.get(attachment.id)
  if (!bytes) return { type: 'input_text', text: `[Attached file: "${attachment.name}"]` }
  const image = `data:${attachment.mime_type};base64,${Buffer.from(bytes).toString('base64')}`
  return { type: 'input_image', image }
}

function hiddenNote(content: unknown): AgentInputItem {
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  return {
    role: 'user',
    content: `<HiddenContext>\nA note of the system. The user does not see it.\n${text}\n</HiddenContext>`,
  }
}
