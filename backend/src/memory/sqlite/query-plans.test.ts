/** How SQLite goes about each query: by an index, however much there is of everything. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test, vi } from 'vitest'
import { makeTempFolder } from '../../../test/process/temp-folder.ts'
import { item, thread } from '../../../test/samples/memory-samples.ts'
import type { Memory, SessionMemory } from '../memory.ts'
import { openSqliteMemory } from './sqlite-memory.ts'

const ownership = 'SEARCH threads USING INDEX sqlite_autoindex_threads_1 (id=?)'
const place = 'SEARCH items USING COVERING INDEX sqlite_autoindex_items_1 (thread=? AND id=?)'

const newest = { limit: 20, order: 'desc' } as const
const oldest = { limit: 20, order: 'asc' } as const

const queries: [what: string, ask: (mine: SessionMemory) => Promise<unknown>, plan: string[]][] = [
  [
    'the newest threads',
    (mine) => mine.loadThreads(newest),
    ['SEARCH threads USING INDEX threads_of_session (session=? AND seq<?)'],
  ],
  [
    'the oldest threads',
    (mine) => mine.loadThreads(oldest),
    ['SEARCH threads USING INDEX threads_of_session (session=? AND seq>?)'],
  ],
  [
    'older threads than one',
    (mine) => mine.loadThreads({ ...newest, after: 'thr_1' }),
    [ownership, 'SEARCH threads USING INDEX threads_of_session (session=? AND seq<?)'],
  ],
  [
    'newer threads than one',
    (mine) => mine.loadThreads({ ...oldest, after: 'thr_1' }),
    [ownership, 'SEARCH threads USING INDEX threads_of_session (session=? AND seq>?)'],
  ],
  [
    'the newest items of a thread',
    (mine) => mine.loadThreadItems('thr_1', newest),
    [ownership, 'SEARCH items USING INDEX items_of_thread (thread=? AND seq<?)'],
  ],
  [
    'the oldest items of a thread',
    (mine) => mine.loadThreadItems('thr_1', oldest),
    [ownership, 'SEARCH items USING INDEX items_of_thread (thread=? AND seq>?)'],
  ],
  [
    'older items than one',
    (mine) => mine.loadThreadItems('thr_1', { ...newest, after: 'msg_1' }),
    [ownership, place, 'SEARCH items USING INDEX items_of_thread (thread=? AND seq<?)'],
  ],
  [
    'newer items than one',
    (mine) => mine.loadThreadItems('thr_1', { ...oldest, after: 'msg_1' }),
    [ownership, place, 'SEARCH items USING INDEX items_of_thread (thread=? AND seq>?)'],
  ],
  [
    'how many threads there are',
    (mine) => mine.countThreads(),
    ['SEARCH threads USING COVERING INDEX threads_of_session (session=?)'],
  ],
]

test.each(queries)('%s: read off an index, and sorted by it', async (_, ask, plan) => {
  expect(await plansOf(({ mine }) => ask(mine))).toEqual(plan)
})

test('how many items there are: counted in an index, none of them is read', async () => {
  const plan = await plansOf(({ mine }) => mine.countItems())

  expect(plan.filter((step) => /\bitems\b/.test(step))).toEqual([
    'SEARCH items USING COVERING INDEX items_of_thread (thread=?)',
  ])
})

const others: [what: string, work: (parts: { memory: Memory; mine: SessionMemory }) => unknown][] =
  [
    ['counting bytes', ({ mine }) => mine.countBytes()],
    ['listing files', ({ mine }) => mine.loadFiles()],
    ['listing attachments', ({ mine }) => mine.loadAttachments()],
    ['another try', ({ mine }) => mine.deleteItemsAfter('thr_1', 'msg_1')],
    ['deleting a thread', ({ mine }) => mine.deleteThread('thr_1')],
    ['forgetting a session', ({ memory }) => memory.forget('mine')],
  ]

test.each(others)('%s: looks at nothing of others, and sorts nothing', async (_, work) => {
  const plan = await plansOf(work)

  expect(plan).not.toEqual([])
  expect(plan.filter((step) => /^SCAN (?!CONSTANT ROW)|TEMP B-TREE/.test(step))).toEqual([])
})

/** What SQLite does for each statement that this work prepares, in a session with a thread. */
async function plansOf(
  work: (parts: { memory: Memory; mine: SessionMemory }) => unknown,
): Promise<string[]> {
  const folder = makeTempFolder()
  onTestFinished(folder.remove)
  const path = join(folder.path, 'memory.sqlite')
  await fill(path)
  const memory = openSqliteMemory(path, { ttlMinutes: 60 })
  onTestFinished(() => memory.close())
  const mine = memory.session('mine')
  const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare')
  onTestFinished(() => prepare.mockRestore())

  await work({ memory, mine })

  const statements = prepare.mock.calls.map(([text]) => text)
  prepare.mockRestore()
  return explain(path, statements)
}

/** By a memory of its own, whose statements are not those of the work. */
async function fill(path: string) {
  const memory = openSqliteMemory(path, { ttlMinutes: 60 })
  await memory.session('mine').saveUserMessage(thread('thr_1'), item('msg_1'), [])
  await memory.close()
}

function explain(path: string, statements: string[]): string[] {
  const db = new DatabaseSync(path)
  const plans = statements.map((text) => db.prepare(`explain query plan ${text}`).all())
  db.close()
  return plans.flat().map(({ detail }) => String(detail))
}
