import type { Api } from '~/api/client'
import type {
  AssistantContent,
  StructuredInputItem,
  Thread,
  UserMessageItem,
  VisibleItem,
} from '~/api/protocol'
import { textOfItem } from '~/items/item-text'
import { nameOfSource, numberSources } from '~/markdown/citations'
import { FENCE } from '~/markdown/complete-markdown'

const PAGE = 100

/** All chats of the session, the oldest first, as one Markdown document. */
export async function chatsAsMarkdown(api: Api): Promise<string> {
  const { runs } = await api.session()
  const chats: string[] = []
  for await (const thread of pages((after) =>
    api.chatkit('threads.list', { limit: PAGE, order: 'asc', after }),
  )) {
    chats.push(`# ${titleOf(thread)}`)
    for await (const item of pages((after) =>
      api.chatkit('items.list', { thread_id: thread.id, limit: PAGE, order: 'asc', after }),
    )) {
      chats.push(itemAsMarkdown(item))
    }
    if (runs.some(({ thread_id }) => thread_id === thread.id)) {
      chats.push('*The coach was still answering.*')
    }
  }
  return `${chats.filter(Boolean).join('\n\n')}\n`
}

type List<T> = { data: T[]; has_more: boolean; after?: string | null }

async function* pages<T>(read: (after: string | undefined) => Promise<List<T>>) {
  for (let after: string | undefined; ; ) {
    const page = await read(after)
    yield* page.data
    if (!page.has_more || !page.after) return
    after = page.after
  }
}

const titleOf = ({ title, created_at }: Thread) => title || `Chat of ${created_at}`

export function itemAsMarkdown(item: VisibleItem): string {
  switch (item.type) {
    case 'user_message':
      return `## You\n\n${messageOf(item)}`
    case 'assistant_message': {
      const text = item.content.map((part) => part.text).join('\n\n')
      return `## Coach\n\n${within(text)}${sourcesOf(item.content)}`
    }
    case 'structured_input':
      return `## Questions of the coach\n\n${answersOf(item)}`
    default:
      return within(textOfItem(item, Number.POSITIVE_INFINITY))
  }
}

function messageOf({ content, attachments, quoted_text }: UserMessageItem) {
  const text = content.map((part) => part.text).join('')
  const quoted = quoted_text?.replaceAll(/^/gm, '> ')
  const files = attachments.map(({ name }) => name).join(', ')
  return [quoted, within(text), files && `Files: ${files}`].filter(Boolean).join('\n\n')
}

function answersOf({ inputs, status }: StructuredInputItem) {
  if (status === 'skipped') return '*Skipped.*'
  return inputs
    .map(({ question, answer }) => {
      const given = answer?.skipped ? '' : answer?.values.join(', ')
      return `- ${question} ${given || '*Not answered.*'}`
    })
    .join('\n')
}

/** With headings below those of the document, and without a code block that would take the rest of it in. */
function within(text: string): string {
  let fence: string | undefined
  const lines = text.split('\n').map((line) => {
    const mark = FENCE.exec(line)?.[1]
    if (fence) {
      if (mark?.startsWith(fence)) fence = undefined
      return line
    }
    fence = mark
    return line.replace(/^#{1,4}(?= )/, '##$&')
  })
  return [...lines, ...(fence ? [fence] : [])].join('\n')
}

function sourcesOf(content: AssistantContent[]) {
  const sources = numberSources(content)
  if (sources.length === 0) return ''
  return `\n\nSources:\n\n${sources.map(({ number, source }) => `${number}. ${nameOfSource(source)}`).join('\n')}`
}
