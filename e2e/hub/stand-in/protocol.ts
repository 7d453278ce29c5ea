/** As much of the protocol as the stand-in reads. */

export type WireAction = { type: string; payload?: Record<string, unknown>; handler?: string }
/** Of widgets only lists are read, and their rows. */
type WireRow = { onClickAction?: WireAction; children: { value?: string }[] }

export type Message = {
  id: string
  type: string
  text: string
  files: string[]
  rows: { text: string; action: WireAction | undefined }[]
}

export type WireItem = {
  id: string
  type: string
  content?: { text: string }[]
  attachments?: { name: string }[]
  name?: string
  arguments?: Record<string, unknown>
  widget?: { children: WireRow[] }
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

export function messageOf({ id, type, content = [], attachments = [], widget }: WireItem): Message {
  const text = content.map((part) => part.text).join('')
  const rows = (widget?.children ?? []).map(({ onClickAction, children }) => ({
    text: children.map(({ value }) => value).join(' '),
    action: onClickAction,
  }))
  return { id, type, text, files: attachments.map(({ name }) => name), rows }
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
