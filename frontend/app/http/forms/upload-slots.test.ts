import { expect, test } from 'vitest'
import { createUploadSlots } from './upload-slots'

test('a visitor has a few slots, and others have theirs', () => {
  const slots = createUploadSlots({ all: 3, perVisitor: 2 })

  const first = slots.take('a')
  expect(slots.take('a')).toBeDefined()
  expect(slots.take('a')).toBeUndefined()
  expect(slots.take('b')).toBeDefined()
  expect(slots.take('c')).toBeUndefined()

  first?.()
  expect(slots.take('c')).toBeDefined()
})

test('a slot that is given back twice counts once', () => {
  const slots = createUploadSlots({ all: 2, perVisitor: 2 })
  const first = slots.take('a')
  slots.take('b')

  first?.()
  first?.()

  expect(slots.take('c')).toBeDefined()
  expect(slots.take('d')).toBeUndefined()
})

test('where addresses are not known, all share what there is', () => {
  const slots = createUploadSlots({ all: 3, perVisitor: 1 })

  expect([1, 2, 3, 4].map(() => slots.take(undefined) !== undefined)).toEqual([
    true,
    true,
    true,
    false,
  ])
})
