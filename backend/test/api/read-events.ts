import type { ThreadStreamEvent } from '../../src/protocol/schemas.ts'

/** One event as it came: its id, and what its data says. */
export type ReceivedEvent = { id: string; event: ThreadStreamEvent }

/** Reads Server-Sent Events, however the network has cut them. */
export async function* readEvents(response: Response): AsyncGenerator<ReceivedEvent> {
  if (!response.body) return
  let unread = ''
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (unread + text).split('\n\n')
    unread = blocks.pop() ?? ''
    for (const block of blocks) yield parseEvent(block)
  }
}

function parseEvent(block: string): ReceivedEvent {
  const fields = new Map<string, string>()
  for (const line of block.split('\n')) {
    const [name = '', ...value] = line.split(': ')
    fields.set(name, value.join(': '))
  }
  return { id: fields.get('id') ?? '', event: JSON.parse(fields.get('data') ?? 'null') }
}
