import { expect, test } from 'vitest'
import { dataHeaders, documentHeaders } from './security-headers.server'

const settings = { publicApi: 'https://api.example.com/', production: true, panelKey: undefined }
const withPanel = { ...settings, panelKey: 'domain_pk_1' }
const CDN = 'https://cdn.platform.openai.com'

test('a document loads scripts and styles of this site only, and talks to the API', () => {
  const policy = policyOf(settings)

  expect(policy.get('script-src')).toBe("'self' 'nonce-word'")
  expect(policy.get('style-src')).toBe("'self'")
  expect(policy.get('connect-src')).toBe("'self' https://api.example.com")
  expect(policy.has('frame-src')).toBe(false)
})

test('with a domain key OpenAI’s panel may come, and nothing else', () => {
  const policy = policyOf(withPanel)

  expect(policy.get('script-src')).toBe(`'self' 'nonce-word' ${CDN}`)
  expect(policy.get('frame-src')).toBe(CDN)
  expect(policy.get('style-src')).toBe("'self' 'unsafe-inline'")
  const others = ['default-src', 'connect-src', 'img-src', 'object-src', 'base-uri', 'form-action']
  for (const name of others) expect(policy.get(name)).toBe(policyOf(settings).get(name))
})

test('the microphone is for the page, and for the panel where there is one', () => {
  const permissions = (site: typeof settings | typeof withPanel) =>
    documentHeaders('word', true, site)['Permissions-Policy']

  expect(permissions(settings)).toMatch(/^microphone=\(self\), camera=\(\), /)
  expect(permissions(withPanel)).toMatch(`microphone=(self "${CDN}"), camera=(), `)
})

test('https is asked for only over https', () => {
  expect(dataHeaders(true)).toHaveProperty('Strict-Transport-Security')
  expect(dataHeaders(false)).not.toHaveProperty('Strict-Transport-Security')
})

/** The policy's directives by their names. */
function policyOf(site: typeof settings | typeof withPanel) {
  const policy = documentHeaders('word', true, site)['Content-Security-Policy']
  return new Map(
    policy.split(';').map((directive) => {
      const [name = '', ...sources] = directive.trim().split(/\s+/)
      return [name, sources.join(' ')]
    }),
  )
}
