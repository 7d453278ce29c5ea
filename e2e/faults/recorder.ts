/** Notes what each connection of a reader has brought, byte for byte. */
import { readSse, type SseFrame } from '~/api/sse'

/** An event as it came, and when, as the clock has it. */
export type NotedFrame = SseFrame & { at: number }

export type Connection = {
  runId: string
  /** The number of the event that it begins behind. */
  after: number
  frames: NotedFrame[]
}

export class Recorder {
  readonly connections: Connection[] = []
  readonly #listeners = new Set<() => void>()

  /** The same response, whose events are noted as they are read. */
  record(response: Response, lastEventId: string | null): Response {
    const { body, headers, status } = response
    if (!body || !headers.get('Content-Type')?.startsWith('text/event-stream')) return response
    const connection: Connection = {
      runId: headers.get('X-Run-Id') ?? '',
      after: Number(lastEventId?.split(':')[1] ?? 0),
      frames: [],
    }
    this.connections.push(connection)
    return new Response(
      noteWhatIsRead(body, (frame) => this.#note(connection, frame)),
      {
        headers,
        status,
      },
    )
  }

  of(runId: string): Connection[] {
    return this.connections.filter((connection) => connection.runId === runId)
  }

  /** The number of the last event that has come. */
  seen(runId: string): number {
    return Math.max(0, ...this.of(runId).map(({ after, frames }) => after + frames.length))
  }

  /** Resolves once so many events of it have come; never, if they do not. */
  reached(runId: string, events: number): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (this.seen(runId) < events) return
        this.#listeners.delete(look)
        resolve()
      }
      this.#listeners.add(look)
      look()
    })
  }

  #note(connection: Connection, frame: SseFrame) {
    connection.frames.push({ ...frame, at: Date.now() })
    for (const look of [...this.#listeners]) look()
  }
}

/**
 * A piece counts when it is asked for: what a break takes from a reader that has not come to it is not noted. The copy
 * is read by the page's own code.
 */
function noteWhatIsRead(body: ReadableStream<Uint8Array>, note: (frame: SseFrame) => void) {
  const reader = body.getReader()
  const copy = new TransformStream<Uint8Array, Uint8Array>()
  const writer = copy.writable.getWriter()
  void noteFrames(copy.readable, note)
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.read()
        if (done) {
          controller.close()
          await writer.close()
          return
        }
        await writer.write(value)
        controller.enqueue(value)
      },
      async cancel(reason) {
        await reader.cancel(reason)
      },
    },
    { highWaterMark: 0 },
  )
}

async function noteFrames(copy: ReadableStream<Uint8Array>, note: (frame: SseFrame) => void) {
  for await (const frame of readSse(copy)) note(frame)
}
