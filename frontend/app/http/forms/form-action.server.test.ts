import type { ActionFunctionArgs } from '@remix-run/node'
import { expect, test } from 'vitest'
import { withForm } from './form-action.server'

function args(init: RequestInit & { address?: string } = {}): ActionFunctionArgs {
  const { address = '203.0.113.1', ...rest } = init
  const request = new Request('http://hub.example/theme', { method: 'POST', ...rest })
  return { request, params: {}, context: { clientAddress: address, failures: [] } }
}

const form = (name: string, value: string | File) => {
  const body = new FormData()
  body.append(name, value)
  return body
}

async function refusal(work: Promise<unknown>) {
  const thrown: unknown = await work.catch((error) => error)
  if (!(thrown instanceof Response)) throw new Error('It was not refused.', { cause: thrown })
  return { status: thrown.status, text: await thrown.text() }
}

test('a form of this site is handed on, and what comes of it returned', async () => {
  const body = form('theme', 'dark')

  expect(await withForm(args({ body }), {}, async (read) => read.get('theme'))).toBe('dark')
})

test.each(['PUT', 'PATCH', 'DELETE'])('%s is not how a form is sent', async (method) => {
  const work = withForm(args({ method, body: form('a', 'b') }), {}, () => expect.unreachable())

  expect(await refusal(work)).toMatchObject({ status: 405 })
})

test('a form of another site is refused before it is read', async () => {
  const headers = { Origin: 'https://evil.example', Host: 'hub.example' }
  const work = withForm(args({ body: form('a', 'b'), headers }), {}, () => expect.unreachable())

  expect(await refusal(work)).toMatchObject({ status: 403 })
})

test('what is no form is refused with words about it', async () => {
  const work = withForm(args({ body: '{}' }), {}, () => expect.unreachable())

  expect(await refusal(work)).toMatchObject({
    status: 415,
    text: expect.stringContaining('Send it from the page'),
  })
})

test('an action may say itself what is wrong, and keep what was typed', async () => {
  const body = form('message', 'a'.repeat(20_000))
  const text = await withForm<string>(
    args({ body }),
    { fieldBytes: 100 },
    () => expect.unreachable(),
    ({ status, message }) => `${status} ${message}`,
  )

  expect(text).toBe('413 What was typed is too long. A form takes 100 bytes.')
})

test('an error of the action itself passes, and gives the place for files back', async () => {
  const rules = { files: { field: 'file', count: 1, bytes: 1_000 } }
  const attempts = Array.from({ length: 12 }, () =>
    withForm(args({ body: form('file', new File(['a'], 'a.txt')) }), rules, async () => {
      throw new TypeError('a fault')
    }).catch((error) => error.message),
  )
  for (const attempt of attempts) await attempt

  const body = form('file', new File(['a'], 'a.txt'))
  expect(await withForm(args({ body }), rules, async () => 'taken')).toBe('taken')
})

test('a visitor sends a few files at a time, and others are not kept from theirs', async () => {
  const rules = { files: { field: 'file', count: 1, bytes: 1_000 } }
  const { promise: isEnough, resolve: release } = Promise.withResolvers<void>()
  const formOf = (address: string) =>
    args({ body: form('file', new File(['a'], 'a.txt')), address })
  const send = (address: string, asked = formOf(address)) =>
    withForm(asked, rules, async () => {
      await isEnough
      return 'taken'
    })

  const held = [send('203.0.113.1'), send('203.0.113.1')]
  const other = send('203.0.113.2')
  const askedThird = formOf('203.0.113.1')
  const third = await refusal(send('203.0.113.1', askedThird))
  release()

  expect(third.status).toBe(429)
  expect(askedThird.context.retryAfter).toBe(5)
  expect(await Promise.all([...held, other])).toEqual(['taken', 'taken', 'taken'])
})
