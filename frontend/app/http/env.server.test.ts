import { expect, test } from 'vitest'
import { readEnv } from './env.server'

const secret = 'a-long-and-random-text'

test('without settings it finds the API on this machine', () => {
  expect(readEnv({})).toMatchObject({
    publicApi: 'http://localhost:8000',
    api: 'http://localhost:8000',
  })
})

test('the server may reach the API by another address than the browser', () => {
  const env = readEnv({ VITE_API_BASE: 'https://api.example.com/', API_BASE: 'http://api:8000' })

  expect(env).toMatchObject({ publicApi: 'https://api.example.com', api: 'http://api:8000' })
})

test.each([
  [{ VITE_API_BASE: 'api.example.com' }, 'VITE_API_BASE'],
  [{ API_BASE: 'ftp://example.com' }, 'API_BASE'],
  [{ SESSION_SECRET: 'short' }, 'SESSION_SECRET'],
  [{ NODE_ENV: 'production' }, 'SESSION_SECRET'],
  [{ VITE_CHATKIT_API_DOMAIN_KEY: 'sk-proj-secret' }, 'VITE_CHATKIT_API_DOMAIN_KEY'],
  [{ VITE_CHATKIT_API_DOMAIN_KEY: 'domain_pk_1 # mine' }, 'VITE_CHATKIT_API_DOMAIN_KEY'],
])('a wrong setting stops the start and is named: %o', (settings, name) => {
  expect(() => readEnv(settings)).toThrow(name)
})

test('there is a panel only where its domain has a key', () => {
  expect(readEnv({}).panelKey).toBeUndefined()
  expect(readEnv({ VITE_CHATKIT_API_DOMAIN_KEY: '' }).panelKey).toBeUndefined()
  expect(readEnv({ VITE_CHATKIT_API_DOMAIN_KEY: 'domain_pk_1' }).panelKey).toBe('domain_pk_1')
})

test('production runs with a secret of its own', () => {
  expect(readEnv({ NODE_ENV: 'production', SESSION_SECRET: secret }).sessionSecret).toBe(secret)
})
