import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { AnswerPlaces } from './answer-places.ts'

const stays = new AbortController().signal

/** Tells what becomes of each request, in the order in which it happens. */
function watch(places: AnswerPlaces) {
  const happened: string[] = []
  const held: (() => void)[] = []
  return {
    happened,
    come(name: string, left = stays) {
      const [client = ''] = name
      return places.take(client, left).then(
        (giveBack) => {
          held.push(giveBack)
          happened.push(name)
        },
        (error) => happened.push(`${name} ${error.code}`),
      )
    },
    /** Ends the answer that has begun first. */
    async endOne() {
      held.shift()?.()
      await Promise.resolve()
      await Promise.resolve()
    },
  }
}

describe('places for answers', () => {
  test('as many as there are can be taken at once', async () => {
    const places = new AnswerPlaces({ most: 2 })
    const { come, happened } = watch(places)

    await Promise.all([come('a1'), come('b1')])

    expect(happened).toEqual(['a1', 'b1'])
    expect(places.waiting).toBe(0)
  })

  test('who comes then waits until one is given back', async () => {
    const places = new AnswerPlaces({ most: 1 })
    const { come, happened, endOne } = watch(places)
    await come('a1')
    void come('b1')
    expect(places.waiting).toBe(1)

    await endOne()

    expect(happened).toEqual(['a1', 'b1'])
    expect(places.waiting).toBe(0)
  })

  test('clients are served in turn, however many of their requests wait', async () => {
    const { come, happened, endOne } = watch(new AnswerPlaces({ most: 1 }))
    await come('x0')
    for (const name of ['a1', 'a2', 'a3', 'b1', 'c1', 'b2']) void come(name)

    for (let i = 0; i < 6; i += 1) await endOne()

    expect(happened).toEqual(['x0', 'a1', 'b1', 'c1', 'a2', 'b2', 'a3'])
  })

  test('a full line takes nobody more', async () => {
    const places = new AnswerPlaces({ most: 1, mostWaiting: 2 })
    const { come, happened } = watch(places)
    await come('x0')
    for (const name of ['a1', 'b1']) void come(name)

    await come('c1')

    expect(happened).toEqual(['x0', 'c1 busy'])
    expect(places.waiting).toBe(2)
  })

  test('a client that fills the line has to make room for others', async () => {
    const { come, happened, endOne } = watch(new AnswerPlaces({ most: 1, mostWaiting: 3 }))
    await come('x0')
    for (const name of ['a1', 'a2']) void come(name)
    const last = come('a3')

    void come('b1')
    await last
    await come('a4')
    for (let i = 0; i < 3; i += 1) await endOne()

    expect(happened).toEqual(['x0', 'a3 busy', 'a4 busy', 'a1', 'b1', 'a2'])
  })

  test('an answer of another process takes a place, and may exceed their number', async () => {
    const places = new AnswerPlaces({ most: 1 })
    const { come, happened, endOne } = watch(places)
    await come('a1')
    const giveBack = places.add()
    void come('b1')

    await endOne()
    expect(happened).toEqual(['a1'])
    giveBack()
    await Promise.resolve()
    await Promise.resolve()

    expect(happened).toEqual(['a1', 'b1'])
  })

  test('who leaves the line frees their place in it, and is never served', async () => {
    const places = new AnswerPlaces({ most: 1 })
    const { come, happened, endOne } = watch(places)
    await come('x0')
    const leave = new AbortController()
    const left = come('a1', leave.signal)
    void come('b1')

    leave.abort()
    await left
    await endOne()

    expect(happened).toEqual(['x0', 'a1 client_gone', 'b1'])
    expect(places.waiting).toBe(0)
  })

  test('who has left before waiting does not wait', async () => {
    const places = new AnswerPlaces({ most: 1 })
    const { come, happened } = watch(places)
    await come('x0')

    await come('a1', AbortSignal.abort())

    expect(happened).toEqual(['x0', 'a1 client_gone'])
    expect(places.waiting).toBe(0)
  })

  test('a server that shuts down lets nobody wait', async () => {
    const places = new AnswerPlaces({ most: 1 })
    const { come, happened } = watch(places)
    await come('x0')
    const waiting = ['a1', 'a2', 'b1'].map((name) => come(name))

    places.close()
    await Promise.all([...waiting, come('c1')])

    expect(happened.toSorted()).toEqual([
      'a1 shutting_down',
      'a2 shutting_down',
      'b1 shutting_down',
      'c1 shutting_down',
      'x0',
    ])
  })
})

describe('waiting for a place', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('ends after ten seconds', async () => {
    const places = new AnswerPlaces({ most: 1 })
    const { come, happened, endOne } = watch(places)
    await come('x0')
    void come('a1')

    await vi.advanceTimersByTimeAsync(9_900)
    expect(happened).toEqual(['x0'])
    await vi.advanceTimersByTimeAsync(200)
    await endOne()

    expect(happened).toEqual(['x0', 'a1 busy'])
    expect(places.waiting).toBe(0)
    expect(vi.getTimerCount()).toBe(0)
  })
})
