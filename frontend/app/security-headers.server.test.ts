import { expect, test } from 'vitest'
import { securityHeaders } from './security-headers.server'

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

/** The policy's directives by their names. */
function policyOf(site: typeof settings | typeof withPanel) {
  const policy = securityHeaders('word', site)['Content-Security-Policy']
  return new Map(
    policy.split(';').map((directive) => {
      const [name = '', ...sources] = directive.trim().split(/\s+/)
      return [name, sources.join(' ')]
    }),
  )
}
