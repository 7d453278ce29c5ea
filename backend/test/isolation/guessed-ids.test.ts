/** Who has guessed or learnt an id of another session is told the same as of one that never was. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sessionKey } from '../../src/http/middleware/session.ts'
import { announce, attach, put } from '../api/attach.ts'
import { textInput, textOf } from '../api/chatkit-client.ts'
import { addFile, ownFiles, removeFile } from '../api/library-files.ts'
import { refusalOf } from '../api/refusal.ts'
import type { Reply } from '../api/reply.ts'
import { expectQuietConsole } from '../api/start-openai-api.ts'
import { PNG } from '../samples/file-samples.ts'
import { begun, functionCall, message, openMessage, response } from '../upstream/response-events.ts'
import { plays, says, stallsAfter } from '../upstream/scripted-upstream.ts'
import { memories, type Place } from './places.ts'
import { type Witness, wordsIn } from './witness.ts'

expectQuietConsole()

const SECRET = 'quillowfern'
const RESUMING = { 'X-Resume': '1' }
const days = [{ day: 1, format: 'Reel', hook: `A vase in ${SECRET}` }]
const plan = functionCall('fc_1', 'make_plan', { title: SECRET, start_date: null, days })

/** All that one session can own, by its ids. */
type Ids = {
  thread: string
  question: string
  widget: string
  run: string
  event: string
  running: string
  picture: string
  document: string
  file: string
}

const NEVER: Ids = {
  thread: `thr_${'0'.repeat(24)}`,
  question: `msg_${'0'.repeat(24)}`,
  widget: `msg_${'1'.repeat(24)}`,
  run: `run_${'0'.repeat(32)}`,
  event: `run_${'0'.repeat(32)}:1`,
  running: `run_${'1'.repeat(32)}`,
  picture: `atc_${'0'.repeat(24)}`,
  document: `atc_${'1'.repeat(24)}`,
  file: 'file-0000',
}

async function moveIn(place: Place) {
  const { upstream } = place
  const visitor = place.visitor()
  const { id: file } = await addFile(
    visitor,
    `${SECRET}.md`,
    `# A\n\nThe glaze ${SECRET} is blue.\n`,
  )
  const picture = await attach(visitor, `${SECRET}.png`, 'image/png', PNG)
  const document = await attach(visitor, `${SECRET}-2.md`, 'text/markdown', Buffer.from(SECRET))
  upstream?.answers(plays(...response(message('msg_up', `Here: ${SECRET}.`), plan)))
  const attachments = [picture.id, document.id]
  const ended = await (
    await visitor.create(SECRET, { attachments }, { 'Idempotency-Key': 'key-1' })
  ).untilEnd()
  const thread = ended.threadId
  const items = await visitor.items(thread)
  upstream?.answers(stallsAfter(...begun(), ...openMessage('msg_up', SECRET)))
  const running = await (await visitor.create(SECRET, {}, RESUMING)).untilWords()
  upstream?.answers(says('Well.'))
  const ids: Ids = {
    thread,
    question: items[0]?.id ?? '',
    widget: items.find(({ type }) => type === 'widget')?.id ?? '',
    run: ended.runId,
    event: ended.received[0]?.id ?? '',
    running: running.runId,
    picture: picture.id,
    document: document.id,
    file,
  }
  const previewUrl = picture.uploaded.preview_url ?? ''
  return { visitor, ids, running, items, previewUrl, pictureUrl: picture.url }
}

type ProtocolRequest = { type: string; params: object }

const input = textInput('Show me')
const withFile = (id: string) => textInput('Look', { attachments: [id] })
const action = { type: 'plan.mark_day', payload: { day: 1 } }
const form = { status: 'answered', answers: {} }

/** Of another's chat. */
const fromOutside = ({ thread: thread_id, question, widget, document }: Ids): ProtocolRequest[] => [
  { type: 'threads.get_by_id', params: { thread_id } },
  { type: 'threads.update', params: { thread_id, title: 'Stolen' } },
  { type: 'threads.delete', params: { thread_id } },
  { type: 'threads.add_user_message', params: { thread_id, input } },
  { type: 'threads.add_client_tool_output', params: { thread_id, result: null } },
  {
    type: 'threads.add_structured_input',
    params: { thread_id, item_id: widget, input: form },
  },
  { type: 'threads.retry_after_item', params: { thread_id, item_id: question } },
  { type: 'threads.custom_action', params: { thread_id, item_id: widget, action } },
  { type: 'threads.sync_custom_action', params: { thread_id, item_id: widget, action } },
  { type: 'items.list', params: { thread_id } },
  { type: 'items.feedback', params: { thread_id, item_ids: [question], kind: 'negative' } },
  { type: 'attachments.delete', params: { attachment_id: document } },
]

/** Of another's items and files, from within one's own session and chat. */
const fromInside = (thread_id: string, ids: Ids): ProtocolRequest[] => [
  { type: 'threads.list', params: { after: ids.thread } },
  { type: 'items.list', params: { thread_id, after: ids.question } },
  { type: 'threads.retry_after_item', params: { thread_id, item_id: ids.question } },
  { type: 'threads.custom_action', params: { thread_id, item_id: ids.widget, action } },
  { type: 'threads.sync_custom_action', params: { thread_id, item_id: ids.widget, action } },
  {
    type: 'threads.add_structured_input',
    params: { thread_id, item_id: ids.widget, input: form },
  },
  { type: 'threads.create', params: { input: withFile(ids.picture) } },
  { type: 'threads.create', params: { input: withFile(ids.document) } },
  { type: 'threads.add_user_message', params: { thread_id, input: withFile(ids.picture) } },
]

describe.each(memories)('$where', ({ open }) => {
  let place: Place
  let theirs: Awaited<ReturnType<typeof moveIn>>
  let mine: { visitor: Witness; thread: string }
  beforeAll(async () => {
    place = await open()
    theirs = await moveIn(place)
    const visitor = place.visitor()
    mine = { visitor, thread: await visitor.chat('Hello') }
    await visitor.heard()
  }, 30_000)
  afterAll(async () => {
    await theirs?.visitor.cancel(theirs.ids.running)
    await place?.[Symbol.asyncDispose]()
  })

  /** The whole answer, but for what is new in every answer. */
  const answerTo = async (response: Promise<Response>) => {
    const { status, headers } = await response
    return { status, type: headers.get('Content-Type'), body: await (await response).text() }
  }

  test('no request of the protocol gets anywhere with them, and none tells that there are such', async () => {
    const requests = (ids: Ids) => [...fromOutside(ids), ...fromInside(mine.thread, ids)]
    const never = requests(NEVER)
    for (const [at, request] of requests(theirs.ids).entries()) {
      const refused = await answerTo(mine.visitor.post(request))

      // What is not there counts as deleted already, theirs as well.
      const isDeletion = request.type.endsWith('.delete')
      expect(isDeletion ? [200] : [400, 404], request.type).toContain(refused.status)
      expect(refused, request.type).toEqual(await answerTo(mine.visitor.post(never[at])))
    }
  })

  test('no other route gets anywhere with them either', async () => {
    const routes: Array<(ids: Ids) => Promise<Response>> = [
      ({ run }) => mine.visitor.fetch(`/chatkit/runs/${run}`),
      ({ running }) => mine.visitor.fetch(`/chatkit/runs/${running}`),
      ({ running, event }) =>
        mine.visitor.fetch(`/chatkit/runs/${running}`, { headers: { 'Last-Event-ID': event } }),
      ({ running }) => mine.visitor.cancel(running),
      ({ running }) => mine.visitor.answerNow(running),
      ({ event }) =>
        mine.visitor.post(
          { type: 'threads.create', params: { input } },
          { 'Last-Event-ID': event },
        ),
      ({ file }) => removeFile(mine.visitor, file),
      ({ document }) => removeFile(mine.visitor, document),
      ({ picture }) => mine.visitor.fetch(`/attachments/${picture}`),
      ({ picture }) => mine.visitor.fetch(`/attachments/${picture}`, { method: 'PUT', body: PNG }),
      ({ file }) => mine.visitor.fetch(`/receipts/${file}`),
      ({ file }) => mine.visitor.fetch(`/admin/library/files/${file}`, { method: 'DELETE' }),
    ]
    for (const route of routes) {
      const refused = await answerTo(route(theirs.ids))

      expect(refused.status, String(route)).toBe(404)
      expect(refused, String(route)).toEqual(await answerTo(route(NEVER)))
    }
  })

  test('an address signed for one’s own file opens no other, and theirs opens nothing here', async () => {
    const own = await attach(mine.visitor, 'own.png', 'image/png', PNG)
    const { url } = await announce(mine.visitor, 'next.png', 'image/png', PNG.length)
    const ownSession = sessionKey(mine.visitor.session)
    const theirSession = sessionKey(theirs.visitor.session)
    const changed = (address: string, change: { id?: string; session?: string }) => {
      const copy = new URL(address)
      if (change.id) copy.pathname = `/attachments/${change.id}`
      if (change.session) copy.searchParams.set('session', change.session)
      return copy
    }
    const { picture, document } = theirs.ids

    const refused = [
      fetch(changed(own.uploaded.preview_url ?? '', { id: picture })),
      fetch(changed(own.uploaded.preview_url ?? '', { id: picture, session: theirSession })),
      fetch(changed(theirs.previewUrl, { session: ownSession })),
      fetch(changed(theirs.previewUrl, { id: document })),
      fetch(changed(theirs.previewUrl, { id: own.id })),
      put(changed(url, { id: picture }), PNG),
      put(changed(url, { id: document }), PNG),
      put(changed(url, { id: picture, session: theirSession }), PNG),
      put(changed(theirs.pictureUrl, { session: ownSession }), PNG),
      put(theirs.previewUrl, PNG),
      fetch(theirs.pictureUrl),
    ]

    for (const answer of refused) expect(await refusalOf(answer)).toBe('404 not_found')
    expect((await put(url, PNG)).status).toBe(200)
  })

  test('a key that they have named a request with names another one here', async () => {
    const key = { 'Idempotency-Key': 'key-1' }

    const reply: Reply = await (await mine.visitor.create('Hello', {}, key)).untilEnd()

    expect(reply.runId).not.toBe(theirs.ids.run)
    expect(reply.threadId).not.toBe(theirs.ids.thread)
    expect(reply.text).toBe('Well.')
  })

  test('in all of this nothing of theirs was heard, and nothing of theirs has changed', async () => {
    const { visitor, ids } = theirs
    for (const path of ['/session', '/session/data', '/library/files']) {
      await mine.visitor.fetch(path)
    }
    await mine.visitor.ask('threads.list', {})
    const { document, picture } = ids

    const heard = await mine.visitor.heard()

    expect(wordsIn(heard, [SECRET])).toEqual([])
    expect(await visitor.texts(ids.thread)).toEqual(theirs.items.map(textOf))
    expect(await visitor.ask('threads.get_by_id', { thread_id: ids.thread })).not.toMatchObject({
      title: 'Stolen',
    })
    expect((await ownFiles(visitor)).map(({ id }) => id)).toContain(ids.file)
    expect((await fetch(theirs.previewUrl)).status).toBe(200)
    const { runs } = (await (await visitor.fetch('/session')).json()) as { runs: { id: string }[] }
    expect(runs.map(({ id }) => id)).toEqual([ids.running])
    const kept = JSON.stringify(await (await visitor.fetch('/session/data')).json())
    expect(wordsIn(kept, [document, picture])).toEqual([document, picture])
  })
})
