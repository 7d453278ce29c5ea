/** A session is what its header names, and nothing else a request may bring: in no other place or form. */
import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sessionKey } from '../../src/http/middleware/session.ts'
import { addFile, ownFiles, postFile, removeFile, untilReady } from '../api/library-files.ts'
import { refusalOf } from '../api/refusal.ts'
import { expectQuietConsole } from '../api/start-openai-api.ts'
import { memories, type Place } from './places.ts'
import { type Witness, wordsIn } from './witness.ts'

expectQuietConsole()

const SECRET = 'quillowfern'
const TEXT = `# Kilns\n\nThe kiln Zephyrine fires best with the glaze called ${SECRET}.\n`
const THREADS = { type: 'threads.list', params: {} }

describe.each(memories)('$where', ({ open }) => {
  let place: Place
  let owner: Witness
  let thread: string
  beforeAll(async () => {
    place = await open()
    owner = place.visitor()
    place.upstream?.answers('Well.')
    thread = await owner.chat(`Remember ${SECRET}`)
    await addFile(owner, `${SECRET}.md`, TEXT)
  })
  afterAll(() => place?.[Symbol.asyncDispose]())

  /** Asks for the threads with these headers as they are, and these query parameters. */
  async function list(headers: Record<string, string | string[]>, query = '', body: object = {}) {
    const url = `${place.api.url}/chatkit${query}`
    const json = { 'Content-Type': 'application/json' }
    const asking = request(url, { method: 'POST', headers: { ...json, ...headers } })
    const answer = await answerOf(asking.end(JSON.stringify({ ...THREADS, ...body })))
    return { status: answer.statusCode, body: await text(answer) }
  }

  const refused = { status: 400, body: expect.stringContaining('"invalid_session"') }

  test('the id opens its session, in capitals too; any other one a session of its own', async () => {
    const { session } = owner
    const other = crypto.randomUUID()

    expect((await list({ 'X-Session-Id': session })).body).toContain(thread)
    expect((await list({ 'x-SESSION-id': session.toUpperCase() })).body).toContain(thread)
    expect(JSON.parse((await list({ 'X-Session-Id': other })).body)).toMatchObject({ data: [] })
  })

  test('no id, two of them, or one with anything around it, is refused', async () => {
    const { session } = owner
    const other = crypto.randomUUID()
    const headers: Array<Record<string, string | string[]>> = [
      {},
      { 'X-Session-Id': '' },
      { 'X-Session-Id': [session, other] },
      { 'X-Session-Id': [session, session] },
      { 'X-Session-Id': `${session},${other}` },
      { 'X-Session-Id': `{${session}}` },
      { 'X-Session-Id': `"${session}"` },
      { 'X-Session-Id': `${session}\t${session}` },
      { 'X-Session-Id': session.replaceAll('-', '') },
      { 'X-Session-Id': `urn:uuid:${session}` },
      { 'X-Session-Id': session.slice(0, -1) },
      { 'X-Session-Id': session + session },
      { 'X-Session-Id': `${session}${'0'.repeat(4_000)}` },
      { 'X-Session-Id': sessionKey(session) },
      { 'X-Session-Id': '*' },
      { 'X-Session-Id': `${session.slice(0, 35)}*` },
      { 'X-Session-Id': `${session.slice(0, 35)}?` },
      { 'X-Session-Id': `{${sessionKey(session)}}:threads` },
      { 'X-Session-Id': "' or '1'='1" },
      { 'X-Session-Id': `${session.slice(0, 35)}'` },
      { 'X-Session-Id': '__proto__' },
      { 'X-Session-Id': `../${session}` },
      { 'X-Session': session },
      { Cookie: `hub_session=${session}; X-Session-Id=${session}` },
      { Authorization: `Bearer ${session}` },
    ]
    for (const given of headers) expect(await list(given), JSON.stringify(given)).toEqual(refused)
  })

  test('an id in the address, or in the body, counts for nothing', async () => {
    const { session } = owner
    const key = sessionKey(session)
    const other = crypto.randomUUID()
    for (const id of [session, key]) {
      const query = `?session=${id}&X-Session-Id=${id}&session_id=${id}`
      const body = { session: id, metadata: { session: id }, params: { session: id } }

      expect(await list({}, query, body)).toEqual(refused)
      const { status, body: listed } = await list({ 'X-Session-Id': other }, query, body)
      expect(status).toBe(200)
      expect(wordsIn(listed, [thread, SECRET])).toEqual([])
    }
  })

  test('ids that mean something to a database, a path or an object find nothing, and break nothing', async () => {
    const stranger = place.visitor()
    const key = sessionKey(owner.session)
    const odd = [
      '*',
      '?',
      '[a-z]*',
      `{${key}}`,
      `hub:{${key}}:threads`,
      `../${key}`,
      '..',
      '../../etc/passwd',
      "' or 1=1 --",
      '" or ""="',
      `${thread}' union select record from threads --`,
      `${thread}\0`,
      ` ${thread}`,
      `${thread} `,
      `${thread} msg_1`,
      '__proto__',
      'constructor',
      'toString',
      '',
      '%',
      '_',
      '\u202E\uD800',
      'x'.repeat(200),
    ]
    for (const id of odd) {
      const about = id.slice(0, 40)
      const get = { type: 'threads.get_by_id', params: { thread_id: id } }
      expect(await refusalOf(stranger.post(get)), about).toBe('404 not_found')
      expect(await stranger.ask('threads.delete', { thread_id: id }), about).toEqual({})
      expect(await stranger.ask('attachments.delete', { attachment_id: id }), about).toEqual({})
      const after = stranger.post({ type: 'threads.list', params: { after: id } })
      expect(await refusalOf(after), about).toBe('400 invalid_request')
    }
    const longer = { type: 'threads.get_by_id', params: { thread_id: 'x'.repeat(100_000) } }
    expect(await refusalOf(stranger.post(longer))).toBe('400 invalid_request')
    const inAddress = odd.filter((id) => id.isWellFormed() && !/^\.*$/.test(id))
    for (const id of inAddress.map(encodeURIComponent)) {
      expect(await refusalOf(stranger.fetch(`/chatkit/runs/${id}`)), id).toBe('404 not_found')
      expect(await refusalOf(stranger.cancel(id)), id).toBe('404 not_found')
      expect(await refusalOf(stranger.fetch(`/attachments/${id}`)), id).toBe('404 not_found')
      expect(await refusalOf(stranger.fetch(`/receipts/${id}`)), id).toBe('404 not_found')
      expect(await refusalOf(removeFile(stranger, decodeURIComponent(id))), id).toBe(
        '404 not_found',
      )
    }
    expect(wordsIn(await stranger.heard(), [SECRET])).toEqual([])
    expect(await owner.texts(thread)).toEqual([`Remember ${SECRET}`, 'Well.'])
    expect(await ownFiles(owner)).toHaveLength(1)
  })

  test('a file’s name is a name, whatever it looks like', async () => {
    const visitor = place.visitor()
    const before = place.upstream?.requests.length ?? 0
    const odd = [
      '../../secret.md',
      '..\\..\\secret.md',
      "' or 1=1 --.md",
      '{*}?.md',
      '__proto__.md',
    ]

    const names: string[] = []
    for (const name of odd) {
      const response = await postFile(visitor, name, TEXT)
      expect(response.status, name).toBe(201)
      const file = (await response.json()) as { id: string; filename: string }
      names.push((await untilReady(visitor, file.id)).filename)
    }

    expect(names.map((name) => name.replace(/^.*[/\\]/, ''))).toEqual(
      odd.map((name) => name.replace(/^.*[/\\]/, '')),
    )
    const attached = place.upstream?.requests
      .slice(before)
      .filter(({ json }) => json.attributes)
      .map(({ json }) => json.attributes)
    const session = sessionKey(visitor.session)
    expect(attached).toEqual(
      odd.map(() => ({ kind: 'file', session, file: expect.stringMatching(/^file-\d+$/) })),
    )
  })
})

async function answerOf(asking: ClientRequest): Promise<IncomingMessage> {
  const [answer] = await once(asking, 'response')
  return answer
}
