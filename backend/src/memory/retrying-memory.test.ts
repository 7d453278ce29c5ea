import { expect, test } from 'vitest'
import { MemoryUnavailableError } from '../errors.ts'
import type { SessionMemory } from './memory.ts'
import { retrying } from './retrying-memory.ts'

/** Away for so many calls. */
function memoryAwayFor(times: number, error: Error = new MemoryUnavailableError('gone')) {
  let calls = 0
  const countThreads = async () => {
    calls += 1
    if (calls <= times) throw error
    return 3
  }
  // Of all that a memory can, these tests need this alone.
  return { memory: { countThreads } as SessionMemory, calls: () => calls }
}

test('what cannot be read while memory is away is read when it is back', async () => {
  const { memory, calls } = memoryAwayFor(2)

  expect(await retrying(memory).countThreads()).toBe(3)
  expect(calls()).toBe(3)
})

test('patience has an end', async () => {
  const { memory } = memoryAwayFor(Number.POSITIVE_INFINITY)

  await expect(retrying(memory, 0).countThreads()).rejects.toThrow(MemoryUnavailableError)
})

test('any other failure is one at once', async () => {
  const { memory, calls } = memoryAwayFor(1, new Error('A mistake of ours'))

  await expect(retrying(memory).countThreads()).rejects.toThrow('A mistake of ours')
  expect(calls()).toBe(1)
})
