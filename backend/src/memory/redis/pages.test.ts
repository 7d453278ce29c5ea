/** What Redis reads for a page, as the server itself tells: MONITOR shows what a script does, too. */
import { createClient } from 'redis'
import { expect, onTestFinished, test } from 'vitest'
import { useRedis } from '../../../test/process/redis-memory.ts'
import { startRedis } from '../../../test/process/start-redis.ts'
import { item, open, thread } from '../../../test/samples/memory-samples.ts'
import { sessionKeys } from './keys.ts'

const on = useRedis(() => startRedis())

const keys = sessionKeys('mine')
const LIMIT = 20
const orders = ['asc', 'desc'] as const

test.each(orders)('a page of items reads them, one more, and its cursor (%s)', async (order) => {
  const mine = await fillSession()

  const commands = await commandsOf(() =>
    mine.loadThreadItems('thr_25', { limit: LIMIT, order, after: 'msg_250' }),
  )

  expect(recordsRead(commands, keys.items)).toBe(LIMIT + 2)
  expect(placesRead(commands, keys.itemOrder)).toBe(LIMIT + 1)
  expect(wholeReads(commands)).toEqual([])
})

test.each(orders)('a page of threads reads them, one more, and its cursor (%s)', async (order) => {
  const mine = await fillSession()

  const commands = await commandsOf(() =>
    mine.loadThreads({ limit: LIMIT, order, after: 'thr_25' }),
  )

  expect(recordsRead(commands, keys.threads)).toBe(LIMIT + 2)
  expect(placesRead(commands, keys.threadOrder)).toBe(LIMIT + 1)
  expect(wholeReads(commands)).toEqual([])
})

test('threads and items are counted without one of them being read', async () => {
  const mine = await fillSession()

  const commands = await commandsOf(() => Promise.all([mine.countThreads(), mine.countItems()]))

  expect(commands).toEqual([
    ['HLEN', keys.threads],
    ['HLEN', keys.items],
  ])
})

/** As many rows on both sides of the cursor as would fill a page twice. */
async function fillSession() {
  const { mine } = await open(on.openMemory)
  for (let n = 0; n < 50; n++) {
    await mine.saveUserMessage(thread(`thr_${n}`), item('msg_0', `thr_${n}`), [])
  }
  for (let n = 1; n < 500; n++) await mine.saveItem('thr_25', item(`msg_${n}`, 'thr_25'))
  return mine
}

/** Its name, its key, and the rest. */
type Command = string[]

async function commandsOf(work: () => Promise<unknown>): Promise<Command[]> {
  const commands: Command[] = []
  const ended = Promise.withResolvers<void>()
  const monitor = await createClient({ url: on.server.url }).connect()
  onTestFinished(() => monitor.destroy())
  await monitor.monitor((line) => {
    const [name = '', key = '', ...rest] = wordsOf(String(line))
    if (name === 'ECHO') ended.resolve()
    else if (key.startsWith('hub:')) commands.push([name.toUpperCase(), key, ...rest])
  })

  await work()

  await on.server.command('ECHO', 'the end')
  await ended.promise
  return commands
}

const wordsOf = (line: string) =>
  [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word = '']) => word)

const recordsRead = (commands: Command[], key: string) =>
  commands
    .filter(([name, of]) => of === key && (name === 'HGET' || name === 'HMGET'))
    .reduce((sum, [, , ...fields]) => sum + fields.length, 0)

/** As many as the range may have. */
const placesRead = (commands: Command[], key: string) =>
  commands
    .filter(([name = '', of]) => of === key && name.includes('RANGEBYLEX'))
    .reduce((sum, command) => sum + Number(command.at(-1)), 0)

const wholeReads = (commands: Command[]) =>
  commands.filter(([name = '']) => /^(HGETALL|HVALS|HKEYS|HSCAN|SMEMBERS|ZSCAN)$/.test(name))
