import { describe, expect, onTestFinished, test } from 'vitest'
import { openSqliteMemory } from '../memory/sqlite/sqlite-memory.ts'
import { createTokenBudget } from './token-budget.ts'

async function open(perDay: number) {
  const memory = openSqliteMemory(':memory:', { ttlMinutes: 60 })
  onTestFinished(() => memory.close())
  await memory.touch('mine')
  const errors: unknown[] = []
  const onError = (error: unknown) => errors.push(error)
  const budget = createTokenBudget({ memory, perDay, perSession: undefined, onError })
  /** A whole answer, from its beginning to its end. */
  const answer = async (tokens: number) => {
    const { underWay } = await budget.begin('mine')
    budget.spend('mine', tokens)
    underWay[Symbol.dispose]()
  }
  /** How many of these, all at once, may begin. */
  const beginMany = async (count: number) => {
    const begun = await Promise.allSettled(
      Array.from({ length: count }, () => budget.begin('mine')),
    )
    const refused = begun.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []))
    const underWay = begun.flatMap((each) =>
      each.status === 'fulfilled' ? [each.value.underWay] : [],
    )
    return { underWay, refused: new Set(refused) }
  }
  return { memory, budget, errors, answer, beginMany }
}

describe('answers that begin at once', () => {
  test('are no more than the rest of the budget is likely to pay for', async () => {
    const { answer, beginMany } = await open(1_000)
    for (let n = 0; n < 3; n += 1) await answer(100)

    const { underWay, refused } = await beginMany(50)

    expect(underWay).toHaveLength(7)
    expect(refused).toEqual(new Set(['busy']))
  })

  test('make room for others as they end, until the budget is spent', async () => {
    const { budget, answer, beginMany } = await open(1_000)
    await answer(100)
    const { underWay } = await beginMany(50)
    for (const each of underWay.slice(0, 5)) {
      budget.spend('mine', 50)
      each[Symbol.dispose]()
    }
    expect((await beginMany(1)).underWay).toHaveLength(1)

    budget.spend('mine', 1_000)

    expect((await beginMany(1)).refused).toEqual(new Set(['budget_spent']))
  })

  test('are bounded before it is known what one costs', async () => {
    const { beginMany } = await open(1_000_000)

    expect((await beginMany(500)).underWay).toHaveLength(100)
  })

  test('are no more where others have ended before they cost anything', async () => {
    const { budget, answer, beginMany } = await open(1_000)
    await answer(100)
    for (let n = 0; n < 50; n += 1) (await budget.begin('mine')).underWay[Symbol.dispose]()

    expect((await beginMany(50)).underWay).toHaveLength(9)
  })

  test('one may always use up what is left', async () => {
    const { answer, beginMany } = await open(1_000)
    await answer(999)

    expect((await beginMany(5)).underWay).toHaveLength(1)
  })
})

test('tokens that cannot be stored are stored with the next ones', async () => {
  const { memory, budget, errors, answer } = await open(1_000)
  const { spendTokens } = memory
  memory.spendTokens = () => Promise.reject(new Error('The disk is full'))
  await answer(100)
  await answer(100)
  await expect.poll(() => errors.length).toBeGreaterThan(1)

  memory.spendTokens = spendTokens
  await answer(100)

  expect(await budget.state()).toMatchObject({ limit: 1_000, used: 300 })
})
