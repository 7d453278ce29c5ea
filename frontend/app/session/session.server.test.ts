import { expect, test } from 'vitest'
import { documentSession, pathWithin, redirectAfterForm, sessionCookie } from './session.server'

/** A browser of its own: it keeps the cookie and says what browsers say. */
function openBrowser() {
  let cookie = ''
  const ask = (init: RequestInit, headers: Record<string, string>) => ({
    request: new Request('http://hub.example/', {
      ...init,
      headers: { ...headers, ...(cookie && { Cookie: cookie }) },
    }),
    context: {},
  })
  const keep = (setCookie: string | null) => {
    cookie = setCookie?.split(';')[0] ?? cookie
  }
  return {
    async visit(headers: Record<string, string>) {
      const args = ask({}, headers)
      const { id, answersForm } = await documentSession(args)
      keep(await sessionCookie(args))
      return { id, answersForm }
    },
    async submit() {
      const args = ask({ method: 'POST' }, { ...inside, 'Cache-Control': 'max-age=0' })
      const { id } = await documentSession(args)
      keep((await redirectAfterForm(args, '/chat/thr_1')).headers.get('Set-Cookie'))
      return id
    },
    forge: () => {
      cookie = 'hub_session=eyJpZCI6InN0b2xlbiJ9.forged'
    },
  }
}

const typed = { 'Sec-Fetch-Site': 'none' }
const inside = { 'Sec-Fetch-Site': 'same-origin' }
const reload = { ...inside, 'Cache-Control': 'max-age=0' }

test('one document has one session, however many parts of it ask', async () => {
  const args = { request: new Request('http://hub.example/'), context: {} }

  const [a, b] = await Promise.all([documentSession(args), documentSession(args)])

  expect(a.id).toBe(b.id)
})

test('links stay in the session, a reload leaves it', async () => {
  const browser = openBrowser()
  const first = await browser.visit(typed)

  expect(await browser.visit(inside)).toEqual({ id: first.id, answersForm: false })
  expect((await browser.visit(reload)).id).not.toBe(first.id)
})

test('a form and the page after it stay in the session; reloading that page leaves it', async () => {
  const browser = openBrowser()
  const first = await browser.visit(typed)

  expect(await browser.submit()).toBe(first.id)
  expect(await browser.visit(reload)).toEqual({ id: first.id, answersForm: true })
  expect((await browser.visit(reload)).id).not.toBe(first.id)
})

test('a cookie that we did not sign means nothing', async () => {
  const browser = openBrowser()
  browser.forge()

  expect((await browser.visit(inside)).id).not.toBe('stolen')
})

test.each([
  ['/chat/thr_1', '/chat/thr_1'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  [null, '/'],
])('a form that asks for %s leads to %s', (asked, path) => {
  expect(pathWithin(asked)).toBe(path)
})
