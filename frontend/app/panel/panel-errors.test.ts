import { expect, test } from 'vitest'
import { isFatal, troubleOf } from './panel-errors'

const named = (name: string, message = 'It failed') => Object.assign(new Error(message), { name })

test.each([
  named('DomainVerificationRequestError', 'Request failed with 401'),
  named('FatalAppError'),
  named('Error', 'Domain verification failed for example.com'),
  'Invalid frame params: ChatKit.create()',
])('after %s the panel is of no use', (error) => {
  expect(isFatal(error)).toBe(true)
})

test.each([named('StreamError'), named('FileAttachmentError', 'Failed to upload file'), undefined])(
  'after %s it goes on',
  (error) => {
    expect(isFatal(error)).toBe(false)
  },
)

test('an error without words still says something', () => {
  expect(troubleOf(named('StreamError', 'The stream broke'))).toBe('The stream broke')
  expect(troubleOf(undefined)).toMatch(/went wrong/)
})
