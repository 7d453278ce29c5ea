import { expect, test } from 'vitest'
import { readServerSettings } from './settings.ts'

test('without settings the page listens on port 5173, at every address', () => {
  expect(readServerSettings({})).toEqual({ port: 5173, host: undefined })
  expect(readServerSettings({ PORT: '', HOST: '' })).toEqual({ port: 5173, host: undefined })
})

test('port and address can be chosen', () => {
  expect(readServerSettings({ PORT: '80', HOST: '127.0.0.1' })).toEqual({
    port: 80,
    host: '127.0.0.1',
  })
})

test.each(['eighty', '-1', '65536', '1.5'])('the port %s stops the start and is named', (port) => {
  expect(() => readServerSettings({ PORT: port })).toThrow('PORT')
})
