/** A message of the user: its words and files, what it quotes, and what its tags stand for. */
import type { AgentInputItem } from '@openai/agents'
import type { Attachment, UserContent, UserMessageItem } from '../../protocol/schemas.ts'
import { asWords, attachedFile } from './block.ts'
import type { Documents } from './documents.ts'
import type { Pictures } from './pictures.ts'

/** Inputs beside the text of the items, by the ids of the items or of their attachments. */
export type Along = { pictures: Pictures; documents: Documents }

export const NOTHING_ALONG: Along = { pictures: new Map(), documents: new Map() }

type UserItem = Extract<AgentInputItem, { role: 'user' }>
type UserPart = Exclude<UserItem['content'], string>[number]
type Tag = Extract<UserContent, { type: 'input_tag' }>

/** What a tag stands for comes from the page, and can be of any size. */
const MOST_TAG_DATA = 2_000

export function userInput(
  message: UserMessageItem,
  along: Along,
  isLastMessage: boolean,
): AgentInputItem[] {
  const content: UserPart[] = []
  const text = message.content.map((part) => (isTag(part) ? `@${part.text}` : part.text))
  if (text.length > 0) content.push(textPart(asWords(text.join(''))))
  content.push(...message.attachments.flatMap((attachment) => attachmentParts(attachment, along)))
  const input: AgentInputItem[] = [{ role: 'user', content }]
  // Old quotations are not repeated: the model would take them for what is asked now.
  if (message.quoted_text && isLastMessage) {
    const quoted = asWords(message.quoted_text)
    input.push({ role: 'user', content: `The user refers to this text:\n${quoted}` })
  }
  const tags = tagParts(message.content.filter(isTag))
  if (tags.length > 0) input.push({ role: 'user', content: tags })
  return input
}

const isTag = (part: UserContent): part is Tag => part.type === 'input_tag'

function tagParts(tags: Tag[]): UserPart[] {
  const byId = new Map(tags.map((tag) => [tag.id, tag]))
  if (byId.size === 0) return []
  return [
    textPart('The @ in the message above is only a mark. What is marked by it:'),
    ...[...byId.values()].map(({ id, text, data }) => {
      const known = JSON.stringify(data).slice(0, MOST_TAG_DATA)
      return textPart(asWords(`@${text} (id: ${id})${known === '{}' ? '' : `: ${known}`}`))
    }),
  ]
}

/** A picture goes along itself; of a document the model gets the name, and searches for the rest once it can. */
function attachmentParts({ id, name }: Attachment, { pictures, documents }: Along): UserPart[] {
  const image = pictures.get(id)
  if (image) return [{ type: 'input_image', image }]
  const text = documents.get(id)
  return [textPart(attachedFile(name)), ...(text ? [textPart(text)] : [])]
}

const textPart = (text: string): UserPart => ({ type: 'input_text', text })
