/** One turn by the server's real `processEvents`, memory, log and framing. */
import { setImmediate as eventsTaken } from 'node:timers/promises'

import { processEvents, type Responding } from '../../backend/src/chatkit/process-events.ts'
import { threadOnWire, visiblePage } from '../../backend/src/chatkit/wire.ts'
import type { Emit } from '../../backend/src/coach/responder.ts'
import { StreamError } from '../../backend/src/errors.ts'
import type { Memory, StoredThread } from '../../backend/src/memory/memory.ts'
import { newId } from '../../backend/src/protocol/ids.ts'
import type {
  ThreadItem,
  ThreadStreamEvent,
  VisibleItem,
} from '../../backend/src/protocol/schemas.ts'
import { createLocalRuns } from '../../backend/src/runs/local/local-runs.ts'
import type { LoggedEvent, Run } from '../../backend/src/runs/runs.ts'
import { claim } from '../../backend/test/samples/run-samples.ts'
import { type Script, type Step, writeSteps } from './script.ts'

const SESSION = 'session-1'
const created_at = '2026-01-01T00:00:00.000Z'

/** A turn that is over: what was logged of it, and what is stored. */
export type Played = {
  run: Run
  log: LoggedEvent[]
  /** What a client that has asked the question knows before the stream. */
  opening: ThreadStreamEvent[]
  /** What a client finds after a reload. */
  items: VisibleItem[]
  thread: StoredThread | undefined
  /** Ids of what was announced and never finished. */
  unfinished: string[]
}

export function createStage(memory: Memory) {
  const runs = createLocalRuns({ runsPerSession: 1, keepLogs: 1 })
  const mine = memory.session(SESSION)

  return async function play(script: Script): Promise<Played> {
    const thread: StoredThread = {
      id: newId('thr'),
      created_at,
      status: { type: 'active' },
      metadata: {},
    }
    const question = questionIn(thread.id)
    await mine.saveUserMessage(thread, question, [])
    const opening: ThreadStreamEvent[] = [
      { type: 'thread.created', thread: threadOnWire(thread) },
      { type: 'thread.item.done', item: question },
    ]

    const { steps, unfinished } = writeSteps(script, thread.id)
    const run = await claim(runs, thread.id, { session: SESSION })
    await run.start(({ signal }) => {
      const respond = ({ emit }: Responding) =>
        perform(script, steps, { emit, thread, stop: () => void run.cancel(), signal })
      return processEvents(respond, { memory: mine, thread, signal, onError: () => {} })
    }, rethrow)

    const log: LoggedEvent[] = []
    for await (const batch of run.follow()) log.push(...batch)
    const page = await mine.loadThreadItems(thread.id, { limit: 1000, order: 'asc' })
    return {
      run,
      log,
      opening,
      items: visiblePage(page, ({ attachment }) => attachment).data,
      thread: await mine.loadThread(thread.id),
      unfinished,
    }
  }
}

async function perform(
  { ending }: Script,
  steps: Step[],
  {
    emit,
    thread,
    stop,
    signal,
  }: { emit: Emit; thread: StoredThread; stop: () => void; signal: AbortSignal },
): Promise<void> {
  for (const { title, status, events } of steps) {
    if (title !== undefined) thread.title = title
    if (status !== undefined) thread.status = status
    emit(events)
    await eventsTaken()
  }
  if (ending === 'fails') throw new Error('The model has gone')
  if (ending === 'fails in words') throw new StreamError('Try later.', { allowRetry: true })
  if (ending.startsWith('stopped')) stop()
  if (ending === 'stopped') signal.throwIfAborted()
}

const questionIn = (thread_id: string): Extract<ThreadItem, { type: 'user_message' }> => ({
  id: newId('msg'),
  thread_id,
  created_at,
  type: 'user_message',
  content: [{ type: 'input_text', text: 'Hello' }],
  attachments: [],
  inference_options: {},
})

function rethrow(error: unknown): never {
  throw error
}
