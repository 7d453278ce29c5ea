/** What is forgotten is gone: for the same session id, for everybody else, and from the store. */
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { sessionKey } from '../../src/http/middleware/session.ts'
import { announce, attach, put } from '../api/attach.ts'
import { addFile, ownFiles, postFile } from '../api/library-files.ts'
import { refusalOf } from '../api/refusal.ts'
import { expectQuietConsole } from '../api/start-openai-api.ts'
import { stopTime } from '../process/passing-time.ts'
import { PNG } from '../samples/file-samples.ts'
import { memories, type Place } from './places.ts'
import { tellsAll } from './telling-model.ts'
import { type Witness, wordsIn } from './witness.ts'

expectQuietConsole()

const SECRET = 'quillowfern'
const TEXT = `# Kilns\n\nThe kiln Zephyrine fires best with the glaze called ${SECRET}.\n`

const NOTHING = {
  chats: 0,
  message_items: 0,
  attachments: [],
  files: [],
  bytes: 0,
  facts: {},
}

describe.each(memories)('$where', ({ open }) => {
  let place: Place
  beforeAll(async () => {
    place = await open({ SESSION_TTL_MINUTES: '60' })
  })
  beforeEach(() => {
    const { upstream } = place
    if (upstream) upstream.answers(tellsAll(upstream.files)).files.indexing = 'completed'
  })
  afterAll(() => place?.[Symbol.asyncDispose]())

  /** One of everything. */
  async function moveIn(visitor: Witness) {
    const file = await addFile(visitor, `${SECRET}.md`, TEXT)
    const picture = await attach(visitor, `${SECRET}.png`, 'image/png', PNG)
    const document = await attach(visitor, `${SECRET}-2.md`, 'text/markdown', Buffer.from(TEXT))
    const { url } = await announce(visitor, `${SECRET}-3.png`, 'image/png', PNG.length)
    const attachments = [picture.id, document.id]
    const { reply } = await visitor.consult(`Remember ${SECRET}`, { attachments })
    expect(reply.text).toContain(`glaze called ${SECRET}`)
    return { file, reply, pictureUrl: picture.uploaded.preview_url ?? '', announcedUrl: url }
  }

  const storedNames = () =>
    [...(place.upstream?.files.uploads.values() ?? [])].map(({ filename }) => filename)

  const nothingInStore = () =>
    vi.waitFor(() => {
      expect(storedNames()).toEqual([])
      expect(place.upstream?.files.attached.size).toBe(0)
    })

  async function findsNothing(visitor: Witness) {
    expect(await visitor.ask('threads.list', {})).toEqual({ data: [], has_more: false })
    expect(await ownFiles(visitor)).toEqual([])
    expect(await (await visitor.fetch('/session/data')).json()).toMatchObject(NOTHING)
    const { reply } = await visitor.consult('Tell me all that you have of me')
    expect(reply.text).toContain('I was given')
    expect(wordsIn(await visitor.heard(), [SECRET])).toEqual([])
  }

  async function opensNothing(visitor: Witness, had: Awaited<ReturnType<typeof moveIn>>) {
    const { threadId: thread_id, runId, lastId } = had.reply
    const refused = [
      visitor.post({ type: 'threads.get_by_id', params: { thread_id } }),
      visitor.post({ type: 'items.list', params: { thread_id } }),
      visitor.fetch(`/chatkit/runs/${runId}`),
      visitor.post({ type: 'threads.list', params: {} }, { 'Last-Event-ID': lastId }),
      visitor.fetch(`/library/files/${had.file.id}`, { method: 'DELETE' }),
      fetch(had.pictureUrl),
      put(had.announcedUrl, PNG),
    ]
    for (const answer of refused) expect(await refusalOf(answer)).toBe('404 not_found')
    expect(wordsIn(await visitor.heard(), [SECRET])).toEqual([])
  }

  test('a deleted session has left nothing to its own id, to a stranger, or in the store', async () => {
    const visitor = place.visitor()
    const had = await moveIn(visitor)

    const response = await visitor.fetch('/session', { method: 'DELETE' })
    await visitor.heard()

    expect(response.status).toBe(204)
    await opensNothing(visitor, had)
    await nothingInStore()
    await findsNothing(visitor)
    await findsNothing(place.visitor())
  })

  test('the receipt of it names what it had, and holds nothing of what that said', async () => {
    const visitor = place.visitor()
    const { file } = await moveIn(visitor)

    const erased = await visitor.fetch('/session?receipt=1', { method: 'DELETE' })
    const { id } = (await erased.json()) as { id: string }
    const receipt = await (await fetch(`${place.api.url}/receipts/${id}`)).text()

    expect(receipt).toContain(file.id)
    expect(wordsIn(receipt, ['Zephyrine', 'glaze', 'Remember'])).toEqual([])
    const credentials = [visitor.session, sessionKey(visitor.session)]
    expect(wordsIn(receipt, credentials)).toEqual([])
    const others = [id.slice(0, -1), id.toUpperCase(), '*', '0'.repeat(32)]
    for (const other of others.filter((each) => each !== id)) {
      const refused = place.visitor().fetch(`/receipts/${other}`)
      expect(await refusalOf(refused)).toBe('404 not_found')
    }
  })

  test('a file that is being indexed as its session ends does not come back with it', async () => {
    const visitor = place.visitor()
    const files = place.upstream?.files
    if (files) files.indexing = 'in_progress'
    const { id } = (await (await postFile(visitor, 'a.md', TEXT)).json()) as { id: string }

    await visitor.fetch('/session', { method: 'DELETE' })
    await nothingInStore()
    await visitor.heard()

    await findsNothing(visitor)
    expect(files?.attached.has(id)).toBe(false)
  })

  test('who comes back after the time of the session finds it empty, and its files soon gone', async () => {
    const time = stopTime()
    const [visitor, stranger] = [place.visitor(), place.visitor()]
    const had = await moveIn(visitor)

    time.advance(61 * 60_000)
    await visitor.heard()
    const { threadId: thread_id } = had.reply
    const opened = visitor.post({ type: 'threads.get_by_id', params: { thread_id } })
    expect(await refusalOf(opened)).toBe('404 not_found')
    expect(await refusalOf(fetch(had.pictureUrl))).toBe('404 not_found')
    // Deleting a session also deletes everything that is left behind, as happens every minute.
    await stranger.fetch('/session', { method: 'DELETE' })
    await nothingInStore()

    await findsNothing(visitor)
    await findsNothing(stranger)
  })
})
