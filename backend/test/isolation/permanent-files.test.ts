/** The permanent library is its owner's: no visitor's file comes into it, and no visitor takes one out. */
import { expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { sessionKey } from '../../src/http/middleware/session.ts'
import { createPermanentLibrary } from '../../src/library/permanent-library.ts'
import { createOpenAI } from '../../src/openai/client.ts'
import { announce, put } from '../api/attach.ts'
import { addFile, listFiles, ownFiles, postFile, removeFile } from '../api/library-files.ts'
import { refusalOf } from '../api/refusal.ts'
import {
  expectQuietConsole,
  KEY,
  type OpenAIApi,
  STORE,
  startOpenAIApi,
} from '../api/start-openai-api.ts'
import { tellsAll } from './telling-model.ts'
import { Witness, wordsIn } from './witness.ts'

expectQuietConsole()

const TOKEN = 'a-token-of-the-owner'
const TEXT = '# Kilns\n\nThe kiln Zephyrine fires best with the glaze called quillowfern.\n'
const LIBRARY = { kind: 'library', path: 'hooks.md', hash: 'abc' }

async function start(env: Record<string, string> = { LIBRARY_ADMIN_TOKEN: TOKEN }) {
  const api = await startOpenAIApi(env)
  api.upstream.answers(tellsAll(api.upstream.files))
  const shared = api.upstream.files.put('hooks.md', LIBRARY)
  return { ...api, shared, tab: () => new Witness(api.url) }
}

const attributesIn = ({ upstream }: OpenAIApi) =>
  [...upstream.files.attached.values()].map(({ attributes }) => attributes)

test('what a client says of its file makes it nothing else than the session’s own', async () => {
  await using api = await start()
  const [visitor, stranger] = [api.tab(), api.tab()]
  const others = sessionKey(stranger.session)
  const fields = {
    kind: 'library',
    session: others,
    file: 'file-0',
    path: 'hooks.md',
    shared: 'true',
    purpose: 'user_data',
    attributes: JSON.stringify({ kind: 'library', session: others }),
    'attributes[kind]': 'library',
  }
  const announced = { name: 'b.md', mime_type: 'text/markdown', size: TEXT.length, ...fields }

  const added = await postFile(visitor, 'a.md', TEXT, fields)
  const params = { ...announced, kind: 'library', attributes: { kind: 'library' } }
  const created = await visitor.post({ type: 'attachments.create', params, metadata: fields })
  const { upload_descriptor } = (await created.json()) as { upload_descriptor: { url: string } }
  const uploadUrl = new URL(upload_descriptor.url)
  uploadUrl.searchParams.set('kind', 'library')
  const uploaded = await put(uploadUrl, Buffer.from(TEXT))

  expect([added.status, created.status, uploaded.status]).toEqual([201, 200, 200])
  const session = sessionKey(visitor.session)
  expect(attributesIn(api)).toEqual([
    LIBRARY,
    { kind: 'file', session, file: expect.stringMatching(/^file-\d+$/) },
    { kind: 'attachment', session, file: expect.stringMatching(/^file-\d+$/) },
  ])
  expect((await listFiles(visitor)).filter(({ shared }) => shared)).toHaveLength(1)
  expect(await ownFiles(stranger)).toEqual([])
})

test('a file of the name of a permanent one stands beside it, for its session alone', async () => {
  await using api = await start()
  const [visitor, stranger] = [api.tab(), api.tab()]

  await addFile(visitor, 'hooks.md', TEXT)

  const { reply } = await stranger.consult('What does hooks.md say?')
  expect(reply.text).not.toContain('quillowfern')
  expect((await listFiles(stranger)).map(({ id }) => id)).toEqual([api.shared])
  expect(attributesIn(api)).toContainEqual(LIBRARY)
})

test('no visitor removes a permanent file, by whatever way', async () => {
  await using api = await start()
  const visitor = api.tab()
  const { attachment } = await announce(visitor, 'a.md', 'text/markdown', TEXT.length)
  const own = await addFile(visitor, 'hooks.md', TEXT)

  expect(await refusalOf(removeFile(visitor, api.shared))).toBe('404 not_found')
  expect(await refusalOf(removeFile(visitor, `${own.id}/../${api.shared}`))).toBe('404 not_found')
  await visitor.ask('attachments.delete', { attachment_id: api.shared })
  await visitor.ask('attachments.delete', { attachment_id: attachment.id })
  expect((await removeFile(visitor, own.id)).status).toBe(204)
  await visitor.fetch('/session', { method: 'DELETE' })

  expect(attributesIn(api)).toEqual([LIBRARY])
  expect(api.upstream.files.uploads.has(api.shared)).toBe(true)
})

test('the owner cannot take a visitor’s file into the library, not even by its id', async () => {
  await using api = await start()
  const { id } = await addFile(api.tab(), 'anna-ledger.md', TEXT)
  const found = api.upstream.files.put('found.md', {})
  const env = { OPENAI_API_KEY: KEY, OPENAI_BASE_URL: api.upstream.url }
  const { store } = await createOpenAI(readConfig({ ...env, JASON_VECTOR_STORE_ID: STORE }))
  const library = createPermanentLibrary(store)

  await expect(library.adopt(id)).rejects.toThrow('belongs to a visitor')
  await library.adopt(found)

  const permanent = attributesIn(api).filter((attributes) => attributes?.kind === 'library')
  expect(permanent).toEqual([LIBRARY, { kind: 'library' }])
})

test('the owner’s list tells nothing of the visitors’ files', async () => {
  await using api = await start()
  const visitor = api.tab()
  const { id } = await addFile(visitor, 'anna-ledger.md', TEXT)

  const owner = { Authorization: `Bearer ${TOKEN}` }
  const listed = await (await fetch(`${api.url}/admin/library/files`, { headers: owner })).text()

  expect(listed).toContain('hooks.md')
  expect(wordsIn(listed, ['anna-ledger', id, sessionKey(visitor.session)])).toEqual([])
})

const tokens: Array<[what: string, authorization: string | undefined]> = [
  ['no token', undefined],
  ['an empty token', 'Bearer '],
  ['a beginning of it', `Bearer ${TOKEN.slice(0, -1)}`],
  ['more than it', `Bearer ${TOKEN}x`],
  ['another one as long', `Bearer ${TOKEN.replace('a', 'b')}`],
  ['it in capitals', `Bearer ${TOKEN.toUpperCase()}`],
  ['it without a scheme', TOKEN],
  ['it twice', `Bearer ${TOKEN}, Bearer ${TOKEN}`],
  ['it as Basic', `Basic ${Buffer.from(`owner:${TOKEN}`).toString('base64')}`],
]

const ownersRequests = (shared: string): Array<[method: string, path: string]> => [
  ['GET', '/admin/library/files'],
  ['POST', '/admin/library/files'],
  ['DELETE', `/admin/library/files/${shared}`],
]

test.each(tokens)('%s opens none of the owner’s routes', async (_, authorization) => {
  await using api = await start()
  for (const [method, path] of ownersRequests(api.shared)) {
    const headers = { ...(authorization !== undefined && { Authorization: authorization }) }

    const refused = await api.tab().fetch(`${path}?token=${TOKEN}`, { method, headers })

    expect(await refusalOf(refused)).toBe('401 unauthorized')
  }
  expect(attributesIn(api)).toEqual([LIBRARY])
})

test('where the owner has set no token, those routes are not there, whatever is brought', async () => {
  await using api = await start({})
  for (const authorization of ['', 'Bearer ', 'Bearer undefined', `Bearer ${TOKEN}`]) {
    for (const [method, path] of ownersRequests(api.shared)) {
      const headers = { Authorization: authorization }
      const refused = api.tab().fetch(path, { method, headers })
      expect(await refusalOf(refused)).toBe('404 not_found')
    }
  }
  expect(attributesIn(api)).toEqual([LIBRARY])
})
