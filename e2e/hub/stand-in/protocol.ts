/** As much of the protocol as the stand-in reads. */

export type Message = { id: string; type: string; text: string; files: string[] }

export type WireItem = {
  id: string
  type: string
  content?: { text: string }[]
  attachments?: { name: string }[]
  name?: string
  arguments?: Record<string, unknown>
}

export type WireEvent = {
  type: string
  thread?: { id: string }
  item?: WireItem
  item_id?: string
  update?: { type: string; delta?: string }
  name?: string
  data?: Record<string, unknown>
  message?: string
}

export function messageOf({ id, type, content = [], attachments = [] }: WireItem): Message {
  const text = content.map((part) => part.text).join('')
  return { id, type, text, files: attachments.map(({ name }) => name) }
}

export async function* eventsOf({ body }: Response): AsyncGenerator<WireEvent> {
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    const lines = (rest + read.value).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.startsWith('data: ')) yield JSON.parse(line.slice(6))
  }
}
