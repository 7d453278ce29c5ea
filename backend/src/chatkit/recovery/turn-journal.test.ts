import { expect, onTestFinished, test, vi } from 'vitest'
import { idsOf, item, open, thread } from '../../../test/samples/memory-samples.ts'
import { openSqliteMemory } from '../../memory/sqlite/sqlite-memory.ts'
import { STOPPED_NOTE } from '../../protocol/interruption.ts'
import type { ThreadItem, ThreadStreamEvent, UserMessageItem } from '../../protocol/schemas.ts'
import { createTurnJournal, type TurnJournalOptions } from './turn-journal.ts'

const added = (id: string, text: string): ThreadStreamEvent => {
  const content = [{ type: 'output_text' as const, text, annotations: [] }]
  const fields = { id, thread_id: 'thr_1', created_at: '2026-01-01T00:00:00.000Z' }
  return { type: 'thread.item.added', item: { ...fields, type: 'assistant_message', content } }
}

const doneId = (event: ThreadStreamEvent) =>
  event.type === 'thread.item.done' ? event.item.id : event.type

const question = (id: string): UserMessageItem => ({
  id,
  thread_id: 'thr_1',
  created_at: '2026-01-01T00:00:00.000Z',
  type: 'user_message',
  content: [{ type: 'input_text', text: 'How do I begin?' }],
  attachments: [],
  inference_options: {},
})

const asked: ThreadStreamEvent = {
  type: 'thread.item.done',
  item: { ...question('msg_1'), attachments: [] },
}

const everything = { limit: 100, order: 'asc' as const }

/** A thread with one message, and the turns of a process with a lease that is over at once. */
async function startTurns(options: Partial<TurnJournalOptions> = {}) {
  const { memory, mine } = await open(() => openSqliteMemory(':memory:', { ttlMinutes: 60 }))
  await mine.saveUserMessage(thread('thr_1'), question('msg_1'), [])
  const errors: unknown[] = []
  const onError = (error: unknown) => void errors.push(error)
  /** A process, and the turns that it runs. */
  const aProcess = (...own: string[]) => {
    const takeLog = async (_: string, id: string) => (own.includes(id) ? 'alive' : undefined)
    return createTurnJournal({ memory, takeLog, onError, leaseMs: -1, saveEveryMs: 5, ...options })
  }
  const items = async () => (await mine.loadThreadItems('thr_1', everything)).data
  return { memory, mine, errors, aProcess, turns: aProcess('run_1'), items }
}

test('notes what has words, again and again, until the turn ends', async () => {
  const { memory, mine, turns } = await startTurns()
  const pending: ThreadItem[] = [item('msg_2', 'thr_1', 'Hel'), item('msg_3', 'thr_1', ' ')]
  const noted = async () => (await memory.loadAbandonedTurns()).map(({ items }) => items)

  const turn = await turns.begin(mine, 'thr_1', 'run_1', () => pending)
  await vi.waitFor(async () => expect(await noted()).toEqual([[item('msg_2', 'thr_1', 'Hel')]]))
  pending.splice(0, 2, item('msg_2', 'thr_1', 'Hello'))
  await vi.waitFor(async () => expect(await noted()).toEqual([[item('msg_2', 'thr_1', 'Hello')]]))
  await turn.close()

  expect(await noted()).toEqual([])
})

test('what does not change is written once, until its lease needs renewal', async () => {
  const { mine, turns } = await startTurns({ leaseMs: 60_000 })
  let written = 0
  const counting = Object.create(mine, {
    saveOpenTurn: {
      value(...args: Parameters<typeof mine.saveOpenTurn>) {
        written += 1
        return mine.saveOpenTurn(...args)
      },
    },
  })
  let asked = 0

  const turn = await turns.begin(counting, 'thr_1', 'run_1', () => {
    asked += 1
    return [item('msg_2')]
  })
  await vi.waitFor(() => expect(asked).toBeGreaterThan(5))
  await turn.close()

  expect(written).toBe(1)
})

test('a clock that is put back by a day does not let a lease run out', async () => {
  const { mine, turns } = await startTurns({ leaseMs: 60 })
  const save = vi.spyOn(mine, 'saveOpenTurn')
  const turn = await turns.begin(mine, 'thr_1', 'run_1', () => [item('msg_2')])
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 24 * 60 * 60_000 })
  onTestFinished(() => {
    vi.useRealTimers()
  })

  await vi.waitFor(() => expect(save.mock.calls.length).toBeGreaterThan(3))

  await turn.close()
})

test('a process takes none of its own turns for abandoned, another one does', async () => {
  const { memory, mine, turns, aProcess, items } = await startTurns()
  const turn = await turns.begin(mine, 'thr_1', 'run_1', () => [item('msg_2')])
  await vi.waitFor(async () => expect(await memory.loadAbandonedTurns()).toHaveLength(1))

  const own = await turns.closeAbandoned()
  const others = await aProcess().closeAbandoned()

  await turn.close()
  expect([own, others]).toEqual([0, 1])
  expect((await items()).map(({ type }) => type)).toEqual([
    'user_message',
    'assistant_message',
    'sdk_hidden_context',
    'task',
  ])
})

test('two processes that close the same turn at once leave one mark', async () => {
  const { mine, aProcess, items } = await startTurns()
  await mine.saveOpenTurn('thr_1', { id: 'dead', items: [item('msg_2')] }, -1)

  const closed = await Promise.all([aProcess().closeAbandoned(), aProcess().closeAbandoned()])

  expect(closed.toSorted()).toEqual([0, 1])
  expect(await items()).toHaveLength(4)
})

test('what was stored after it had been noted stays as it was stored', async () => {
  const { mine, turns, items } = await startTurns()
  await mine.saveOpenTurn('thr_1', { id: 'dead', items: [item('msg_2', 'thr_1', 'Hel')] }, -1)
  await mine.saveItem('thr_1', item('msg_2', 'thr_1', 'Hello'))

  await turns.closeAbandoned()

  const stored = await items()
  expect(stored[1]).toEqual(item('msg_2', 'thr_1', 'Hello'))
  expect(idsOf(stored).filter((id) => id === 'msg_2')).toHaveLength(1)
})

test('of a turn whose log is there, readers get what the log says, and its end', async () => {
  const log = ['Hello, w', ''].map((text, i) => added(`msg_${i + 2}`, text))
  const told: ThreadStreamEvent[] = []
  const { mine, aProcess, items } = await startTurns({
    takeLog: async () => ({
      events: [asked, ...log],
      isStopped: false,
      async end(last, onComplete) {
        told.push(...last)
        await onComplete()
      },
      release() {},
    }),
  })
  await mine.saveOpenTurn('thr_1', { id: 'dead', items: [item('msg_2', 'thr_1', 'Hel')] }, -1)

  await aProcess().closeAbandoned()

  const stored = await items()
  expect(stored[1]).toMatchObject({ id: 'msg_2', content: [{ text: 'Hello, w' }] })
  expect(stored.map(({ type }) => type).slice(2)).toEqual(['sdk_hidden_context', 'task'])
  expect(told).toEqual([
    { type: 'thread.item.done', item: stored[1] },
    { type: 'thread.item.removed', item_id: 'msg_3' },
    { type: 'thread.item.done', item: stored[3] },
  ])
})

test('who dies while closing a turn leaves it to the next, who closes it in the same way', async () => {
  const told: ThreadStreamEvent[][] = []
  const released = vi.fn()
  const { memory, mine, aProcess, items, errors } = await startTurns({
    takeLog: async () => ({
      events: [asked, added('msg_2', 'Hello, w')],
      isStopped: false,
      async end(last, onComplete) {
        told.push(last)
        if (told.length === 1) throw new Error('The line to the log is broken.')
        await onComplete()
      },
      release: released,
    }),
  })
  await mine.saveOpenTurn('thr_1', { id: 'dead', items: [] }, -1)

  const closed = [await aProcess().closeAbandoned(), await aProcess().closeAbandoned()]

  expect(closed).toEqual([0, 1])
  expect(errors).toHaveLength(1)
  expect(released).toHaveBeenCalledOnce()
  expect((await items()).map(({ type }) => type)).toEqual([
    'user_message',
    'assistant_message',
    'sdk_hidden_context',
    'task',
  ])
  expect(told[1]?.map(doneId)).toEqual(told[0]?.map(doneId))
  expect(await memory.loadAbandonedTurns()).toEqual([])
})

test('of a turn that its reader had stopped, the model alone is told', async () => {
  const told: ThreadStreamEvent[] = []
  const { mine, aProcess, items } = await startTurns({
    takeLog: async () => ({
      events: [asked, added('msg_2', 'Hello, w')],
      isStopped: true,
      end: async (last) => void told.push(...last),
      release() {},
    }),
  })
  await mine.saveOpenTurn('thr_1', { id: 'dead', items: [] }, -1)

  await aProcess().closeAbandoned()

  const [, kept, note] = await items()
  expect(kept).toMatchObject({ id: 'msg_2', content: [{ text: 'Hello, w' }] })
  expect(note).toMatchObject({ type: 'sdk_hidden_context', content: STOPPED_NOTE })
  expect(told).toEqual([{ type: 'thread.item.done', item: kept }])
})

test('what was stored and never logged is told to who reads the log', async () => {
  const told: ThreadStreamEvent[] = []
  const { mine, aProcess, items } = await startTurns({
    takeLog: async () => ({
      events: [added('msg_2', 'Let me see')],
      isStopped: false,
      end: async (last) => void told.push(...last),
      release() {},
    }),
  })
  for (const id of ['msg_2', 'msg_3']) await mine.saveItem('thr_1', item(id))
  await mine.saveOpenTurn('thr_1', { id: 'dead', items: [] }, -1)

  await aProcess().closeAbandoned()

  const mark = (await items()).at(-1)
  expect(told.map(doneId)).toEqual(['msg_2', 'msg_3', mark?.id])
})

test('a question that is stored, of a turn that never came to a word, is told too', async () => {
  const told: ThreadStreamEvent[] = []
  const end = async (last: ThreadStreamEvent[]) => void told.push(...last)
  const { mine, aProcess, items } = await startTurns({
    takeLog: async () => ({ events: [], isStopped: false, end, release() {} }),
  })
  await mine.saveUserMessage(thread('thr_1'), question('msg_2'), [])
  await mine.saveOpenTurn('thr_1', { id: 'dead', items: [] }, -1)

  await aProcess().closeAbandoned()

  const mark = (await items()).at(-1)
  expect(told.map(doneId)).toEqual(['msg_2', mark?.id])
})

test('a turn whose log is complete is closed as it is', async () => {
  const { memory, mine, aProcess, items } = await startTurns({ takeLog: async () => 'ended' })
  await mine.saveOpenTurn('thr_1', { id: 'done', items: [item('msg_2')] }, -1)

  await aProcess().closeAbandoned()

  expect(await items()).toHaveLength(1)
  expect(await memory.loadAbandonedTurns()).toEqual([])
})

test('a turn that goes on in another process is left as it was noted last', async () => {
  const { memory, mine, turns, items } = await startTurns()
  const pending = [item('msg_2', 'thr_1', 'Hel')]
  const turn = await turns.begin(mine, 'thr_1', 'run_1', () => pending)
  pending.splice(0, 1, item('msg_2', 'thr_1', 'Hello'))

  await turn.handOff()
  await turn.pause()

  const noted = await memory.loadAbandonedTurns()
  expect(noted).toMatchObject([{ id: 'run_1', items: [{ content: [{ text: 'Hello' }] }] }])
  expect(await items()).toHaveLength(1)
})

test('a memory that cannot be reached fails no turn, and is reported once', async () => {
  const { turns, errors } = await startTurns()
  const closed = openSqliteMemory(':memory:', { ttlMinutes: 60 })
  await closed.close()
  let asked = 0

  const turn = await turns.begin(closed.session('mine'), 'thr_1', 'run_1', () => {
    asked += 1
    return []
  })
  await vi.waitFor(() => expect(asked).toBeGreaterThan(2))
  await turn.close()

  expect(errors).toEqual([expect.objectContaining({ message: 'database is not open' })])
})

test('what cannot be noted for a reason of its own is told once, and the turn goes on', async () => {
  const { mine, turns, errors } = await startTurns()
  let asked = 0

  const turn = await turns.begin(mine, 'thr_1', 'run_1', () => {
    asked += 1
    throw new RangeError('Maximum call stack size exceeded')
  })
  await vi.waitFor(() => expect(asked).toBeGreaterThan(3))
  await turn.close()

  expect(errors).toEqual([new RangeError('Maximum call stack size exceeded')])
})
