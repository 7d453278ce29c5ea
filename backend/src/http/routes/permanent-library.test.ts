import { expect, test } from 'vitest'
import { refusalOf } from '../../../test/api/refusal.ts'
import { startScriptedApi } from '../../../test/api/start-scripted-api.ts'
import { saying } from '../../../test/responders/assistant.ts'

const TOKEN = 'a-token-of-the-owner'
const owner = { Authorization: `Bearer ${TOKEN}` }

const start = () => startScriptedApi(saying('Hi'), { LIBRARY_ADMIN_TOKEN: TOKEN })
type Api = Awaited<ReturnType<typeof start>>

function add(api: Api, name: string, text: string, headers: Record<string, string> = owner) {
  const body = new FormData()
  body.append('file', new File([text], name))
  return fetch(`${api.url}/admin/library/files`, { method: 'POST', headers, body })
}

async function list(api: Api) {
  const response = await fetch(`${api.url}/admin/library/files`, { headers: owner })
  return ((await response.json()) as { data: { id: string; filename: string }[] }).data
}

test('the owner adds a file, and every visitor’s coach can read it', async () => {
  await using api = await start()

  const added = await add(api, 'pricing.md', '# Pricing\n\nAsk for more than you dare.')

  expect(added.status).toBe(201)
  expect(await added.json()).toMatchObject({ path: 'pricing.md', outcome: 'added' })
  expect(await list(api)).toMatchObject([{ filename: 'pricing.md', status: 'ready' }])
  const seen = await (await api.visitor().fetch('/library/files')).json()
  expect(seen).toMatchObject({ data: [{ filename: 'pricing.md', shared: true, status: 'ready' }] })
})

test('what has not changed stays as it is, what has changed is replaced', async () => {
  await using api = await start()
  await add(api, 'pricing.md', '# Before')

  const same = await add(api, 'pricing.md', '# Before')
  const changed = await add(api, 'pricing.md', '# After')

  expect([same.status, await same.json()]).toMatchObject([200, { outcome: 'unchanged' }])
  expect([changed.status, await changed.json()]).toMatchObject([201, { outcome: 'replaced' }])
  expect(await list(api)).toHaveLength(1)
})

test('the owner removes a file; one that is not there is told', async () => {
  await using api = await start()
  await add(api, 'pricing.md', '# Pricing')
  const [file] = await list(api)
  const remove = () =>
    fetch(`${api.url}/admin/library/files/${file?.id}`, { method: 'DELETE', headers: owner })

  const removed = await remove()

  expect(removed.status).toBe(204)
  expect(await list(api)).toEqual([])
  expect(await refusalOf(remove())).toBe('404 not_found')
})

test('a visitor’s own file is nowhere in the owner’s list', async () => {
  await using api = await start()
  const body = new FormData()
  body.append('file', new File(['My secret plan'], 'mine.txt'))
  await api.visitor().fetch('/library/files', { method: 'POST', body })

  expect(await list(api)).toEqual([])
})

test.each([
  ['bytes of no known kind', 'noise.bin', '\0\u0001'],
  ['a PDF that ends after its head', 'broken.pdf', '%PDF-1.4 obj <<'],
  ['a text of blanks', 'blank.md', ' \n '],
])('what cannot be searched is refused: %s', async (_, name, text) => {
  await using api = await start()

  expect(await refusalOf(add(api, name, text))).toBe('415 unsupported_type')
  expect(await list(api)).toEqual([])
})

test('without the right token nothing can be read or changed', async () => {
  await using api = await start()
  const wrong = { Authorization: `Bearer ${TOKEN}x` }

  expect(await refusalOf(add(api, 'a.md', '# A', {}))).toBe('401 unauthorized')
  expect(await refusalOf(add(api, 'a.md', '# A', wrong))).toBe('401 unauthorized')
  expect(await list(api)).toEqual([])
})

test('where no token is set the page does not exist', async () => {
  await using api = await startScriptedApi(saying('Hi'))

  expect(await refusalOf(add(api, 'a.md', '# A', { Authorization: 'Bearer ' }))).toBe(
    '404 not_found',
  )
})
