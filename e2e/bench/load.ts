/** Virtual users that talk to a ChatKit server and check every answer they get. */
import { randomUUID } from 'node:crypto'
import { Agent, type IncomingMessage, request } from 'node:http'
import { cpuMs, type ServerProcess } from './processes.ts'

const TURNS_PER_THREAD = 5
const THREADS_PER_SESSION = 8
const TURN_TIMEOUT_MS = 30_000
const MAX_TURNS_PER_USER = 20_000
const MAX_FAILURES_PER_USER = 5

export type Window = { users: number; warmupSeconds: number; seconds: number }

export type WindowResult = {
  turnsPerSecond: number
  /** From sending a message to the first words of its answer, a sample a turn. */
  firstDeltaMs: number[]
  cpuMsPerTurn: number
  failures: string[]
}

/** Keeps `users` busy for a while and measures the turns that end within the window. */
export async function measure(server: ServerProcess, window: Window): Promise<WindowResult> {
  const clock = { isMeasuring: false, isOver: false }
  const firstDeltaMs: number[] = []
  const failures: string[] = []
  const agent = new Agent({ keepAlive: true })
  const users = Array.from({ length: window.users }, () =>
    converse(server.url, agent, clock, {
      onTurn: (turn) => clock.isMeasuring && firstDeltaMs.push(turn.firstDeltaMs),
      onFailure: (error) => failures.push(error.message),
    }),
  )

  await seconds(window.warmupSeconds)
  clock.isMeasuring = true
  const [startedAt, cpuBefore] = [performance.now(), cpuMs(server.pid)]
  await seconds(window.seconds)
  clock.isMeasuring = false
  const [elapsedMs, cpuUsed] = [performance.now() - startedAt, cpuMs(server.pid) - cpuBefore]
  const turns = firstDeltaMs.length

  clock.isOver = true
  await Promise.all(users)
  agent.destroy()
  return {
    turnsPerSecond: (turns / elapsedMs) * 1000,
    firstDeltaMs,
    cpuMsPerTurn: cpuUsed / turns,
    failures,
  }
}

const seconds = (count: number) => new Promise((resolve) => setTimeout(resolve, count * 1000))

type Watcher = { onTurn(turn: TurnResult): void; onFailure(error: Error): void }

/** One person after another: threads of five messages, and a new session before its limit is reached. */
async function converse(url: string, agent: Agent, clock: { isOver: boolean }, watcher: Watcher) {
  let turns = 0
  let failures = 0
  const isBusy = () =>
    !clock.isOver && turns < MAX_TURNS_PER_USER && failures < MAX_FAILURES_PER_USER
  while (isBusy()) {
    const sessionId = randomUUID()
    for (let thread = 0; thread < THREADS_PER_SESSION && isBusy(); thread++) {
      let threadId: string | undefined
      for (let message = 0; message < TURNS_PER_THREAD && isBusy(); message++) {
        turns++
        try {
          const turn = await takeTurn(url, agent, sessionId, threadId)
          threadId = turn.threadId
          watcher.onTurn(turn)
        } catch (error) {
          failures++
          watcher.onFailure(error as Error)
          break
        }
      }
    }
  }
}

type TurnResult = { threadId: string; firstDeltaMs: number }

/** @throws {Error} saying what was wrong with the answer. */
async function takeTurn(
  url: string,
  agent: Agent,
  sessionId: string,
  threadId: string | undefined,
): Promise<TurnResult> {
  const content = [{ type: 'input_text', text: 'How do I plan my week?' }]
  const input = { content, attachments: [], inference_options: {} }
  const body = threadId
    ? { type: 'threads.add_user_message', params: { thread_id: threadId, input } }
    : { type: 'threads.create', params: { input } }
  const startedAt = performance.now()
  const stream = await post(`${url}/chatkit`, agent, sessionId, JSON.stringify(body))

  const answer = new Answer(threadId)
  let rest = ''
  stream.setEncoding('utf8')
  for await (const chunk of stream as AsyncIterable<string>) {
    const blocks = (rest + chunk).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const at = block.startsWith('data: ') ? 0 : block.indexOf('\ndata: ') + 1
      if (block.startsWith('data: ', at)) answer.accept(JSON.parse(block.slice(at + 6)))
    }
  }
  return answer.result(startedAt)
}

function post(url: string, agent: Agent, sessionId: string, body: string) {
  return new Promise<IncomingMessage>((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'x-session-id': sessionId,
    }
    const signal = AbortSignal.timeout(TURN_TIMEOUT_MS)
    const call = request(url, { agent, method: 'POST', headers, signal }, (response) => {
      if (response.statusCode === 200) return resolve(response)
      response.resume()
      reject(new Error(`status ${response.statusCode}`))
    })
    call.once('error', reject)
    call.end(body)
  })
}

type StreamEvent = {
  type: string
  thread?: { id: string }
  update?: { type: string; delta: string }
  item?: { type: string; content: { text: string }[] }
  message?: string
}

/** What has been streamed of one turn. */
class Answer {
  #threadId: string | undefined
  #firstDeltaAt: number | undefined
  #streamed = ''
  #hasUserMessage = false
  #finished: string | undefined

  constructor(threadId: string | undefined) {
    this.#threadId = threadId
  }

  accept({ type, thread, update, item, message }: StreamEvent) {
    if (update?.type === 'assistant_message.content_part.text_delta') {
      this.#firstDeltaAt ??= performance.now()
      this.#streamed += update.delta
    } else if (type === 'thread.created') this.#threadId = thread?.id
    else if (type === 'thread.item.done' && item?.type === 'user_message') {
      this.#hasUserMessage = true
    } else if (type === 'thread.item.done' && item?.type === 'assistant_message') {
      this.#finished = item.content.map(({ text }) => text).join('')
    } else if (type === 'error') throw new Error(`error event: ${message ?? 'no message'}`)
  }

  result(startedAt: number): TurnResult {
    if (!this.#threadId) throw new Error('no thread.created')
    if (!this.#hasUserMessage) throw new Error('the user message was not confirmed')
    if (this.#firstDeltaAt === undefined) throw new Error('no text delta')
    if (this.#finished !== this.#streamed) throw new Error('deltas do not add up to the answer')
    return { threadId: this.#threadId, firstDeltaMs: this.#firstDeltaAt - startedAt }
  }
}
