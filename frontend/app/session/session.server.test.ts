import { expect, test } from 'vitest'
import { documentSession, redirectAfterForm, sessionCookie } from './session.server'

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

test('over https the cookie is bound to this host, and the plain one means nothing', async () => {
  const https = (cookie: string) => ({
    request: new Request('http://hub.example/', {
      headers: { ...inside, 'X-Forwarded-Proto': 'https', Cookie: cookie },
    }),
    context: {},
  })
  const args = https('')
  const { id } = await documentSession(args)
  const cookie = await sessionCookie(args)
  const [pair = ''] = cookie.split(';')

  expect(cookie).toMatch(/^__Host-hub_session=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
  expect((await documentSession(https(pair))).id).toBe(id)
  expect((await documentSession(https(pair.replace('__Host-', '')))).id).not.toBe(id)
})

test('over http the cookie has a plain name, which a browser takes there', async () => {
  const args = { request: new Request('http://hub.example/'), context: {} }

  expect(await sessionCookie(args)).toMatch(/^hub_session=[^;]+; Path=\/; HttpOnly; SameSite=Lax$/)
})

test('a form leads to an address of this site, whatever it asks for', async () => {
  const target = async (to: unknown) => {
    const args = { request: new Request('http://hub.example/', { method: 'POST' }), context: {} }
    return (await redirectAfterForm(args, to)).headers.get('Location')
  }

  expect(await target('/chat/thr_1#latest')).toBe('/chat/thr_1#latest')
  expect(await target('/\t/evil.example')).toBe('/')
  expect(await target('/chat/../..//evil.example')).toBe('/')
  expect(await target('/chat/\r\nSet-Cookie: a=b')).toBe('/chat/Set-Cookie:%20a=b')
})
