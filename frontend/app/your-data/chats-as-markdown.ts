import type { Api } from '~/api/client'
import type { AssistantContent, Thread, VisibleItem } from '~/api/protocol'
import { numberSources } from '~/chat/citations'
import { textOfItem } from '~/chat/item-text'
import { nameOfSource } from '~/chat/source-name'

const PAGE = 100

/** All chats of the session, the oldest first, as one Markdown document. */
export async function chatsAsMarkdown(api: Api): Promise<string> {
  const chats: string[] = []
  for await (const thread of pages((after) =>
    api.chatkit('threads.list', { limit: PAGE, order: 'asc', after }),
  )) {
    const items: string[] = []
    for await (const item of pages((after) =>
      api.chatkit('items.list', { thread_id: thread.id, limit: PAGE, order: 'asc', after }),
    )) {
      items.push(itemAsMarkdown(item))
    }
    chats.push(`# ${titleOf(thread)}`, ...items.filter(Boolean))
  }
  return `${chats.join('\n\n')}\n`
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

function itemAsMarkdown(item: VisibleItem): string {
  const text = textOfItem(item)
  if (!text) return ''
  if (item.type === 'user_message') return `## You\n\n${text}`
  if (item.type === 'assistant_message') return `## Coach\n\n${text}${sourcesOf(item.content)}`
  return text
}

function sourcesOf(content: AssistantContent[]) {
  const sources = numberSources(content)
  if (sources.length === 0) return ''
  return `\n\nSources:\n\n${sources.map(({ number, source }) => `${number}. ${nameOfSource(source)}`).join('\n')}`
}
