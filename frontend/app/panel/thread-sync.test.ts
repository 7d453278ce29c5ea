import { expect, test, vi } from 'vitest'
import { newChatKey } from '~/chat/drafts/chat-keys'
import { ThreadSync } from './thread-sync'

test('the panel goes where the address goes, and its echo does not navigate', async () => {
  const { sync, told, moves } = inStep()

  await sync.follow('thr_1')
  sync.changed('thr_1')
  await sync.follow(newChatKey())

  expect(told).toEqual(['thr_1', null])
  expect(moves).toEqual([])
})

test('a new chat that gets its thread stays in the panel', async () => {
  const here = newChatKey()
  const { sync, told, begun, moves } = inStep({ at: here })

  sync.sends()
  sync.changed('thr_new')
  await sync.follow('thr_new')

  expect(begun).toEqual([[here, 'thr_new']])
  expect(told).toEqual([])
  expect(moves).toEqual([])
})

test('a new chat that gets its thread while the panel is hidden is still known by its key', async () => {
  const here = newChatKey()
  const { sync, begun } = inStep({ at: here, isShown: () => false })

  sync.sends()
  sync.changed('thr_new')

  expect(begun).toEqual([[here, 'thr_new']])
  expect(sync.isAt('thr_new')).toBe(true)
})

test('a new chat that was sent is there for who comes back before it has its thread', async () => {
  const here = newChatKey()
  const { sync, told } = inStep({ at: here })

  sync.sends()
  await sync.follow(here)

  expect(told).toEqual([])
})

test('a new chat that was sent is not taken for the next one', async () => {
  const [first, second] = [newChatKey(), newChatKey()]
  const onUnable = vi.fn()
  const show = () => Promise.reject(new Error('A response is streaming'))
  const { sync, told, begun, moves } = inStep({ at: first, show, onUnable })

  sync.sends()
  await sync.follow(second)
  expect(onUnable).toHaveBeenCalledOnce()
  sync.changed('thr_first')

  expect(told).toEqual([null])
  expect(begun).toEqual([[first, 'thr_first']])
  expect(moves).toEqual([])
})

test('a thread that is made while the panel is told to go on belongs to the chat it left', async () => {
  const [first, second] = [newChatKey(), newChatKey()]
  const { promise, resolve } = Promise.withResolvers<void>()
  const { sync, begun } = inStep({ at: first, show: () => promise })

  sync.sends()
  const following = sync.follow(second)
  sync.changed('thr_first')
  resolve()
  await following

  expect(begun).toEqual([[first, 'thr_first']])
  expect(sync.isAt(second)).toBe(true)
})

test('a panel that nothing was sent in is the next new chat as it is', async () => {
  const { sync, told } = inStep()

  await sync.follow(newChatKey())

  expect(told).toEqual([])
})

test('a panel that goes to another thread by itself takes the page along', async () => {
  const { sync, moves } = inStep({ at: 'thr_1' })

  sync.changed('thr_2')

  expect(moves).toEqual(['thr_2'])
})

test('a panel in the background does not navigate', async () => {
  const { sync, moves } = inStep({ at: 'thr_1', isShown: () => false })

  sync.changed('thr_2')

  expect(moves).toEqual([])
})

test('of several addresses in a row the last one holds', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const { sync, told, moves } = inStep({ show: () => promise })

  const first = sync.follow('thr_1')
  void sync.follow('thr_2')
  void sync.follow('thr_3')
  sync.changed('thr_1')
  resolve()
  await first

  expect(told).toEqual(['thr_1', 'thr_3'])
  expect(moves).toEqual([])
})

test('while a thread loads, the next one waits', async () => {
  const { sync, told } = inStep()

  sync.loadStarted()
  await sync.follow('thr_2')
  expect(told).toEqual([])
  await sync.loadEnded()

  expect(told).toEqual(['thr_2'])
})

test('a panel that refuses to change is reported, and asked again at the next address', async () => {
  const refusals = [true, false]
  const onUnable = vi.fn()
  const { sync, told } = inStep({
    show: async () => {
      if (refusals.shift()) throw new Error('A response is streaming')
    },
    onUnable,
  })

  await sync.follow('thr_1')
  expect(onUnable).toHaveBeenCalledOnce()
  await sync.follow('thr_2')

  expect(told).toEqual(['thr_1', 'thr_2'])
  expect(onUnable).toHaveBeenCalledOnce()
})

test('a thread that the panel lost is asked for again', async () => {
  const { sync, told } = inStep({ at: 'thr_1' })

  sync.lost()
  await sync.follow('thr_1')

  expect(told).toEqual(['thr_1'])
})

type Options = ConstructorParameters<typeof ThreadSync>[0]

/** A panel that does as it is told, unless a test says otherwise. */
function inStep({ show = async () => {}, ...others }: Partial<Options> = {}) {
  const told: (string | null)[] = []
  const moves: (string | null)[] = []
  const begun: [key: string, threadId: string][] = []
  const sync = new ThreadSync({
    at: newChatKey(),
    show: (threadId) => {
      told.push(threadId)
      return show(threadId)
    },
    moveTo: (threadId) => moves.push(threadId),
    onBegun: (key, threadId) => begun.push([key, threadId]),
    isShown: () => true,
    onUnable: () => {},
    ...others,
  })
  return { sync, told, moves, begun }
}
