/** Stands between readers and replicas, as a platform's balancer does, and breaks connections where it is told to. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Cutter } from './cutter.ts'
import { createRandom } from './random.ts'
import type { Cut } from './schedule.ts'

/** Says for whom a request is made, so that faults can be meant for it. */
export const READER_HEADER = 'X-Fault-Reader'

/** What befalls the next stream of a reader; `no answer`: the request comes through, and nothing comes back. */
export type LineFault = Cut | 'no answer'

export type Balancer = Awaited<ReturnType<typeof startBalancer>>

/** @param ports of the replicas there are at the moment, whether or not they answer */
export async function startBalancer(ports: () => number[]) {
  let random = createRandom(0)
  const faults = new Map<string, LineFault[]>()
  const runners = new Map<string, number>()

  const server = createServer((near, answer) => {
    forward(near, answer).catch(() => answer.destroy())
  })

  async function forward(near: IncomingMessage, answer: ServerResponse) {
    const body = Buffer.concat(await near.toArray())
    const far = await firstWilling(near, body, inRandomOrder(ports()))
    if (!far) return answer.destroy()
    const { message, port } = far
    const runId = message.headers['x-run-id']
    if (near.method === 'POST' && typeof runId === 'string' && !runners.has(runId)) {
      runners.set(runId, port)
    }
    answer.once('close', () => message.destroy())
    message.once('error', () => answer.destroy())

    const fault = isStream(message) ? nextFault(near) : undefined
    if (fault === 'no answer') return answer.destroy()
    answer.writeHead(message.statusCode ?? 502, message.rawHeaders)
    answer.flushHeaders()
    pass(message, answer, fault)
  }

  const nextFault = ({ headers }: IncomingMessage) =>
    faults.get(String(headers[READER_HEADER.toLowerCase()]))?.shift()

  function inRandomOrder(list: number[]): number[] {
    if (list.length === 0) return []
    const chosen = random.oneOf(list)
    return [chosen, ...inRandomOrder(list.filter((other) => other !== chosen))]
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // a TCP server has no other kind of address

  return {
    url: `http://127.0.0.1:${port}`,
    /** Forgets the faults of the last round, and chooses replicas as this seed has it. */
    begin(seed: number) {
      random = createRandom(seed)
      faults.clear()
      runners.clear()
    },
    /** What befalls the streams of this reader, one after the other. */
    breakFor(reader: string, ...next: LineFault[]) {
      faults.set(reader, [...(faults.get(reader) ?? []), ...next])
    },
    /** Where a run was begun. */
    runnerOf: (runId: string) => runners.get(runId),
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

/** A replica that does not listen, or says that it takes nothing now, is passed over for the next one. */
async function firstWilling(near: IncomingMessage, body: Buffer, ports: number[]) {
  let chosen: { message: IncomingMessage; port: number } | undefined
  for (const port of ports) {
    const message = await send(near, body, port)
    if (!message) continue
    chosen?.message.destroy()
    chosen = { message, port }
    if (message.statusCode !== 503) break
  }
  return chosen
}

/** @returns nothing when nobody listens there. @throws when the connection breaks */
function send({ method, url, headers }: IncomingMessage, body: Buffer, port: number) {
  return new Promise<IncomingMessage | undefined>((resolve, reject) => {
    const far = request({ host: '127.0.0.1', port, method, path: url, headers, agent: false })
    far.once('response', resolve)
    far.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNREFUSED' ? resolve(undefined) : reject(error),
    )
    far.end(body)
  })
}

const isStream = ({ headers }: IncomingMessage) =>
  headers['content-type']?.startsWith('text/event-stream') ?? false

/** Hands the body on until the cut: what came before it arrives, and then the connection breaks. */
function pass(message: IncomingMessage, answer: ServerResponse, cut: Cut | undefined) {
  const cutter = cut && new Cutter(cut)
  message.on('data', (piece: Buffer) => {
    const place = cutter?.placeIn(piece)
    if (place === undefined) {
      if (!answer.write(piece)) message.pause()
      return
    }
    message.removeAllListeners('data').removeAllListeners('end').pause()
    if (place === 0) return answer.destroy()
    answer.write(piece.subarray(0, place), () => answer.destroy())
  })
  message.on('end', () => answer.end())
  answer.on('drain', () => message.resume())
}
