import { describe, expect, test } from 'vitest'
import { shared, silent, useRedis } from '../../../test/process/redis-memory.ts'
import { startRedis } from '../../../test/process/start-redis.ts'
import { giveAttachment, giveFile } from '../../../test/samples/give-files.ts'
import { handClock, idsOf, item, open, thread } from '../../../test/samples/memory-samples.ts'
import { createGlobalIndex } from './global-index.ts'
import { sessionKeys } from './keys.ts'
import { memoryOn, openRedisMemory } from './redis-memory.ts'
import { sessionScript } from './session-script.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const SESSION_KEYS = sessionKeys('mine')

const on = useRedis(() => startRedis())
const file = (id: string) => ({ id, filename: 'a.md', bytes: 1, status: 'ready' as const })

const command = (...args: string[]) => on.server.command(...args)

/** A memory as two processes have it. */
async function openTwice() {
  const clock = handClock()
  const { memory, mine } = await open(on.openMemory, 60, clock.time)
  const two = memoryOn(on.redis, { ttlMinutes: 60, time: shared(clock.time) })
  return { one: memory, two, mine, clock }
}

/** A session with something of everything. */
async function fillSession() {
  const clock = handClock()
  const opened = await open(on.openMemory, 60, clock.time)
  const { memory, mine } = opened
  await memory.touch('mine')
  await mine.saveUserMessage(thread('thr_1'), item('msg_1'), [])
  await mine.saveFeedback('thr_1', ['msg_1'], 'positive')
  await mine.saveOpenTurn('thr_1', { id: 'turn_1', items: [] }, MINUTE)
  await mine.saveFacts({ niche: ['vegan baking'] })
  const attachment = {
    id: 'atc_1',
    name: 'a.md',
    mime_type: 'text/markdown',
    type: 'file' as const,
  }
  await giveAttachment(mine, { attachment, size: 1, uploaded: true }, new Uint8Array([1]))
  await giveFile(mine, file('file_1'))
  return { ...opened, clock }
}

describe('what is stored', () => {
  test('text of any language and empty values come back as they were', async () => {
    const { mine } = await open(on.openMemory)
    const text = 'Привет, 日本 👩‍🍳 {"a": null} \u0000 \ud800 \n\u2028'
    const stored = { ...thread('thr_1', text), metadata: { nothing: null, list: [], text: '' } }

    await mine.saveUserMessage(stored, item('msg_1', 'thr_1', text), [])

    expect(await mine.loadThread('thr_1')).toEqual(stored)
    expect(await mine.loadItem('thr_1', 'msg_1')).toEqual(item('msg_1', 'thr_1', text))
  })

  test('all keys of a session are in one slot, and expire after it, but for its files', async () => {
    await fillSession()

    const stored = ((await command('KEYS', 'hub:{mine}:*')) as string[]).toSorted()

    const { files, orphans, ...perishable } = SESSION_KEYS
    expect(stored).toEqual([files, ...Object.values(perishable)].toSorted())
    for (const key of Object.values(perishable)) {
      const left = Number(await command('PTTL', key))
      expect(left, key).toBeGreaterThan(48 * HOUR)
      expect(left, key).toBeLessThanOrEqual(49 * HOUR)
    }
    expect(await command('PTTL', files)).toBe(-1)
    expect(await command('EXISTS', orphans)).toBe(0)
  })

  test('each use lets the keys live longer', async () => {
    const { memory, clock } = await fillSession()

    clock.advance(30 * MINUTE)
    await memory.touch('mine', 120)

    expect(Number(await command('PTTL', SESSION_KEYS.items))).toBeGreaterThan(49 * HOUR)
  })

  test('of a forgotten session stays only when its files were erased', async () => {
    const { memory, clock } = await fillSession()

    await memory.forget('mine')
    for (const id of await memory.loadOrphanedFiles()) await memory.forgetOrphanedFile(id)
    clock.advance(2 * MINUTE)
    const forgotten = await memory.forgetIdle()
    const abandoned = await memory.loadAbandonedTurns()

    const left = (await command('KEYS', '*')) as string[]
    expect(left.filter((key) => !key.startsWith('hub:erasure:'))).toEqual(['hub:clock'])
    expect(forgotten).toBe(0)
    expect(abandoned).toEqual([])
  })
})

test('a page of a long thread costs as much as one of a short thread', async () => {
  const { mine } = await open(on.openMemory)
  const fill = async (id: string, count: number) => {
    await mine.saveUserMessage(thread(id), item('msg_1000', id), [])
    const items = Array.from({ length: count - 1 }, (_, n) => item(`msg_${1001 + n}`, id))
    for (const each of items) await mine.saveItem(id, each)
  }
  await fill('thr_short', 30)
  await fill('thr_longer', 2_000)
  const page = { limit: 20, order: 'asc' as const, after: 'msg_1005' }

  const short = await costOf(() => mine.loadThreadItems('thr_short', page))
  const long = await costOf(() => mine.loadThreadItems('thr_longer', page))

  expect(long.commands).toEqual({ evalsha: 1, hexists: 1, hget: 1, zrangebylex: 1, hmget: 1 })
  expect(short.commands).toEqual(long.commands)
  expect(long.bytes / short.bytes).toBeLessThan(1.1)
})

/** How often each command was called, a script's own included, and how much the server sent. */
async function costOf(work: () => Promise<unknown>) {
  await command('CONFIG', 'RESETSTAT')
  await work()
  const stats = String(await command('INFO', 'stats'))
  const calls = String(await command('INFO', 'commandstats')).matchAll(/cmdstat_(\w+):calls=(\d+)/g)
  const commands = [...calls].map(([, name = '', times]) => [name, Number(times)] as const)
  return {
    commands: Object.fromEntries(commands.filter(([name]) => name !== 'info' && name !== 'ping')),
    bytes: Number(/total_net_output_bytes:(\d+)/.exec(stats)?.[1]),
  }
}

describe('several processes', () => {
  test('two that sweep at once forget each session once, and lose no file', async () => {
    const { one, two, clock } = await openTwice()
    const sessions = Array.from({ length: 150 }, (_, n) => `session-${n}`)
    for (const session of sessions) {
      await one.touch(session)
      await giveFile(one.session(session), file(`file-of-${session}`))
    }
    await one.touch('used', 120)
    await giveFile(one.session('used'), file('file-of-used'))

    clock.advance(61 * MINUTE)
    const counts = await Promise.all([one.forgetIdle(), two.forgetIdle()])

    expect(counts[0] + counts[1]).toBe(sessions.length)
    expect(await command('SCARD', 'hub:orphaned-files')).toBe(sessions.length)
    expect(await command('ZRANGE', 'hub:sessions', '0', '-1')).toEqual(['used'])
    expect(idsOf(await two.session('used').loadFiles())).toEqual(['file-of-used'])
  })

  test('a session that comes back in one while the other sweeps keeps what is new', async () => {
    const { one, two, mine, clock } = await openTwice()
    await one.touch('mine')
    await mine.saveUserMessage(thread('thr_old'), item('msg_1', 'thr_old'), [])

    clock.advance(61 * MINUTE)
    const comesBack = async () => {
      await one.touch('mine')
      await mine.saveUserMessage(thread('thr_new'), item('msg_1', 'thr_new'), [])
    }
    await Promise.all([comesBack(), two.forgetIdle(), two.forgetIdle()])
    await two.forgetIdle()

    const { data } = await mine.loadThreads({ limit: 10, order: 'asc' })
    expect(idsOf(data)).toEqual(['thr_new'])
    clock.advance(61 * MINUTE)
    expect(await two.forgetIdle()).toBe(1)
  })

  test('a session in use stays, even if it was thought to be over', async () => {
    const { memory, mine } = await fillSession()
    const expires = await command('ZSCORE', 'hub:sessions', 'mine')
    await command('ZADD', 'hub:sessions', '1', 'mine')

    expect(await memory.forgetIdle()).toBe(0)

    expect(await mine.countThreads()).toBe(1)
    expect(await command('ZSCORE', 'hub:sessions', 'mine')).toEqual(expires)
  })

  test('who has looked at a session takes nothing back that another has noted since', async () => {
    await open(on.openMemory)
    const hub = createGlobalIndex(on.redis, async () => Date.now())
    const seen = { session: 'mine', at: 1_000 }
    await hub.schedule('mine', 2_000)

    await hub.reschedule(seen, undefined)
    await hub.reschedule(seen, '1500')

    expect(await hub.due(3_000, 10)).toEqual([{ session: 'mine', at: 2_000 }])
  })

  test('a session that one forgets is unknown to the other at once', async () => {
    const { one, two, mine } = await openTwice()
    await one.touch('mine')
    await two.touch('mine')
    await mine.saveUserMessage(thread('thr_1'), item('msg_1'), [])

    await one.forget('mine')
    await two.touch('mine')

    expect(await two.session('mine').countThreads()).toBe(0)
  })
})

describe('the time that all processes share', () => {
  test('a process that starts after the server’s clock was put forward forgets nothing in use', async () => {
    const { one, two, mine, clock } = await openTwice()
    await one.touch('mine')
    await mine.saveUserMessage(thread('thr_1'), item('msg_1'), [])
    clock.advance(MINUTE)
    await one.forgetIdle()

    clock.jump(24 * HOUR)
    clock.advance(MINUTE)
    expect(await one.forgetIdle()).toBe(0)
    // The first that this one does.
    expect(await two.forgetIdle()).toBe(0)
    await two.touch('mine')

    expect(await mine.countThreads()).toBe(1)
    expect(Number(await command('PTTL', SESSION_KEYS.items))).toBeGreaterThan(HOUR)
  })

  test('a process that has slept takes over the time of those that have not', async () => {
    const server = handClock()
    const [awake, asleep] = [handClock(), handClock()]
    const open = (clock: typeof awake) =>
      memoryOn(on.redis, {
        ttlMinutes: 60,
        time: { wall: async () => server.time.wall(), steady: clock.time.steady },
      })
    await on.server.flush()
    const [one, two] = [open(awake), open(asleep)]
    await two.touch('mine')
    await two.session('mine').saveFacts({ niche: ['bread'] })
    await one.touch('other')

    for (let minutes = 0; minutes < 61; minutes += 1) {
      server.advance(MINUTE)
      awake.advance(MINUTE)
      if (minutes % 2 === 0) await one.forgetIdle()
    }
    await two.forgetIdle()

    expect(await command('ZRANGE', 'hub:sessions', '0', '-1')).toEqual([])
  })

  test('the time that no process was there counts', async () => {
    const { one, mine, clock } = await openTwice()
    await one.touch('mine')
    await mine.saveFacts({ niche: ['bread'] })

    clock.advance(61 * MINUTE)
    const later = memoryOn(on.redis, { ttlMinutes: 60, time: shared(clock.time) })

    expect(await later.forgetIdle()).toBe(1)
  })
})

describe('files that must not be lost', () => {
  test('those of a session whose keys have expired before anybody swept', async () => {
    const { memory, mine, clock } = await fillSession()

    const { files: _, orphans: __, ...perishable } = SESSION_KEYS
    for (const key of Object.values(perishable)) await command('PEXPIREAT', key, '1')
    clock.advance(3 * HOUR)
    const forgotten = await memory.forgetIdle()

    expect(forgotten).toBe(1)
    expect(await memory.loadOrphanedFiles()).toEqual(['file_1'])
    expect(await mine.loadFiles()).toEqual([])
    expect(await memory.countFeedback()).toEqual({ positive: 0, negative: 0 })
  })

  test('one of a process that died before it could say that the file is nobody’s', async () => {
    const { memory, mine, clock } = await fillSession()

    await mine.closeOpenTurn('thr_1', 'turn_1')
    await sessionScript(on.redis, SESSION_KEYS)('deleteFile', 'file_1')
    expect(await memory.loadOrphanedFiles()).toEqual([])
    clock.advance(61 * MINUTE)
    await memory.forgetIdle()

    expect(await memory.loadOrphanedFiles()).toEqual(['file_1'])
    expect(await command('EXISTS', SESSION_KEYS.orphans)).toBe(0)
  })
})

describe('the start', () => {
  test('fails at once where nothing listens, naming the setting but no password', async () => {
    const opened = openRedisMemory('redis://hub:secret@127.0.0.1:1', {
      ttlMinutes: 60,
      log: silent,
    })

    await expect(opened).rejects.toThrow(
      /^REDIS_URL: 127\.0\.0\.1:1 cannot be reached: .*ECONNREFUSED/,
    )
    await expect(opened).rejects.not.toThrow(/secret/)
  })

  test('fails at once with a wrong password, and for a server that is no cluster', async () => {
    const { url } = on.server
    const withPassword = url.replace('://', '://hub:secret@')

    const wrong = openRedisMemory(withPassword, { ttlMinutes: 60, log: silent })
    const noCluster = openRedisMemory(`${url},${url}`, { ttlMinutes: 60, log: silent })

    await expect(wrong).rejects.toThrow(/^REDIS_URL: .*WRONGPASS/)
    await expect(noCluster).rejects.toThrow(/^REDIS_URL: .*cluster support disabled/)
  })

  test('a closed memory says that it cannot be reached', async () => {
    const memory = await openRedisMemory(on.server.url, { ttlMinutes: 60, log: silent })

    await memory.close()

    await expect(memory.check()).rejects.toThrow('cannot be reached')
  })
})
