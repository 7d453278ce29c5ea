import { expect, test } from 'vitest'
import type { DraftFile } from '../drafts/drafts'
import { readinessOf } from './readiness'

const limits = { message_chars: 1_000 }
const file = (status: DraftFile['status']): DraftFile => ({
  key: 'f',
  file: new File([], 'notes.md'),
  status,
  progress: 0,
})

test('an empty message cannot be sent', () => {
  expect(readinessOf({ text: '  \n', files: [] }, limits).canSend).toBe(false)
})

test('words can be sent, and so can a file alone', () => {
  expect(readinessOf({ text: 'Hi', files: [] }, limits).canSend).toBe(true)
  expect(readinessOf({ text: '', files: [file('ready')] }, limits).canSend).toBe(true)
})

test('a message waits for its files and says for which', () => {
  expect(readinessOf({ text: 'Hi', files: [file('uploading')] }, limits)).toEqual({
    canSend: false,
    isUploading: true,
    isTooLong: false,
    reason: 'Waiting for notes.md',
  })
})

test('a file that failed does not hold up the words', () => {
  expect(readinessOf({ text: 'Hi', files: [file('failed')] }, limits).canSend).toBe(true)
})

test('a message that is too long says by how much', () => {
  const { canSend, reason } = readinessOf({ text: 'x'.repeat(2_500), files: [] }, limits)

  expect(canSend).toBe(false)
  expect(reason).toBe('1,500 characters too long: a message takes up to 1,000.')
})
