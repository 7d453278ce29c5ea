import { expect, test, vi } from 'vitest'
import { ThreadSync } from './thread-sync'

test('the panel goes where the address goes, and its echo moves nobody', async () => {
  const { sync, told, moves } = inStep()

  await sync.follow('thr_1')
  sync.changed('thr_1')
  await sync.follow(null)

  expect(told).toEqual(['thr_1', null])
  expect(moves).toEqual([])
})

test('a new chat that gets its thread takes the address along, in its place', async () => {
  const { sync, told, moves } = inStep()

  sync.changed('thr_new')
  await sync.follow('thr_new')

  expect(moves).toEqual([{ threadId: 'thr_new', isFromNewChat: true }])
  expect(told).toEqual([])
})

test('a panel in the background moves nobody', async () => {
  const { sync, moves } = inStep({ isShown: () => false })

  sync.changed('thr_new')

  expect(moves).toEqual([])
  expect(sync.isAt('thr_new')).toBe(true)
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
  const moves: { threadId: string | null; isFromNewChat: boolean }[] = []
  const sync = new ThreadSync({
    at: null,
    show: (threadId) => {
      told.push(threadId)
      return show(threadId)
    },
    moveTo: (threadId, isFromNewChat) => moves.push({ threadId, isFromNewChat }),
    isShown: () => true,
    onUnable: () => {},
    ...others,
  })
  return { sync, told, moves }
}
