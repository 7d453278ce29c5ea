import { describe, expect, test } from 'vitest'
import { attach } from '../../../test/api/attach.ts'
import type { Reply } from '../../../test/api/reply.ts'
import { expectQuietConsole, STORE, startOpenAIApi } from '../../../test/api/start-openai-api.ts'
import { NOTES } from '../../../test/samples/file-samples.ts'
import { refuses } from '../../../test/upstream/scripted-upstream.ts'
import { sessionKey } from '../../http/middleware/session.ts'

expectQuietConsole()

/** Its text cannot be had at once: only the store's own reader makes something of it. */
const LOCKED = Buffer.from(
  '%PDF-1.4 The kiln Zephyrine fires at 1240 degrees every Friday evening.',
)
const STATUS = new RegExp(`^GET /v1/vector_stores/${STORE}/files/`)

describe('a question about an attached document', () => {
  test('is asked once the document has been indexed, and the reader sees what is waited for', async () => {
    await using api = await startOpenAIApi()
    api.upstream.answers('It fires hot.').files.indexing = 'in_progress'
    const visitor = api.visitor()
    const { id } = await attach(visitor, 'notes.pdf', 'application/pdf', LOCKED)
    const reply = await visitor.create('How hot?', { attachments: [id] })
    await reply.untilEvent(({ type }) => type === 'progress_update')
    const askedEarly = api.upstream.turns.length

    api.upstream.files.finish('file-1', 'completed')
    await reply.untilEnd()

    expect(progressOf(reply)).toEqual([
      'Reading your files',
      'Waiting for the model',
      'Thinking it through',
      'Writing',
    ])
    expect(askedEarly).toBe(0)
    expect(reply.text).toBe('It fires hot.')
  })

  test('shows the sentence that the document was found by', async () => {
    await using api = await startOpenAIApi()
    api.upstream.answers('It fires hot.')
    const visitor = api.visitor()
    const { id } = await attach(visitor, 'notes.pdf', 'application/pdf', LOCKED)

    const threadId = await visitor.chat('How hot?', { attachments: [id] })

    const tasks = (await visitor.items(threadId)).flatMap((item) =>
      item.type === 'workflow' ? item.workflow.tasks : [],
    )
    expect(tasks).toEqual([
      expect.objectContaining({
        title: 'Read notes.pdf',
        sources: [
          expect.objectContaining({
            filename: 'notes.pdf',
            description: expect.stringMatching(/^Found by: “.*every Friday evening\.”$/),
          }),
        ],
      }),
    ])
  })

  test('comes with what to do about one that is too large for the store', async () => {
    await using api = await startOpenAIApi()
    api.upstream
      .answers('I could not read it.')
      .files.fails('notes.pdf', 'The file could not be parsed because it is too large.')
    const visitor = api.visitor()
    const { id } = await attach(visitor, 'notes.pdf', 'application/pdf', LOCKED)

    const reply = await (await visitor.create('How hot?', { attachments: [id] })).untilEnd()

    expect(noticesIn(reply)).toEqual([
      '“notes.pdf” could not be read: It is too large for the library. Split it and add the parts.',
    ])
  })

  test('finds it in the store under the session’s hash, never under its id', async () => {
    await using api = await startOpenAIApi()
    const visitor = api.visitor()

    await attach(visitor, 'notes.md', 'text/markdown', NOTES)

    const { attributes } = api.upstream.files.attached.get('file-1') ?? {}
    expect(attributes).toEqual({
      kind: 'attachment',
      session: sessionKey(visitor.session),
      file: 'file-1',
    })
    expect(JSON.stringify(api.upstream.requests)).not.toContain(visitor.session)
  })

  test('is answered without it where it cannot be read, and the reader is told why', async () => {
    await using api = await startOpenAIApi()
    api.upstream.answers('I could not read it.').files.indexing = 'in_progress'
    const visitor = api.visitor()
    const { id } = await attach(visitor, 'notes.pdf', 'application/pdf', LOCKED)
    api.upstream.files.finish('file-1', 'failed', 'it has no text')

    const reply = await (await visitor.create('How hot?', { attachments: [id] })).untilEnd()

    expect(noticesIn(reply)).toEqual(['“notes.pdf” could not be read: it has no text'])
    expect(reply.text).toBe('I could not read it.')
  })

  test('is answered although the store cannot be asked', async () => {
    await using api = await startOpenAIApi()
    api.upstream.answers('I could not read it.').refuses(STATUS, refuses(400))
    const visitor = api.visitor()
    const { id } = await attach(visitor, 'notes.pdf', 'application/pdf', LOCKED)

    const reply = await (await visitor.create('How hot?', { attachments: [id] })).untilEnd()

    expect(noticesIn(reply)).toEqual([expect.stringContaining('not known')])
    expect(reply.text).toBe('I could not read it.')
    expect(reply.stages).not.toContain('error')
  })

  test('can be stopped while the document is being indexed', async () => {
    await using api = await startOpenAIApi()
    api.upstream.files.indexing = 'in_progress'
    const visitor = api.visitor()
    const { id } = await attach(visitor, 'notes.pdf', 'application/pdf', LOCKED)
    const reply = await visitor.create('How hot?', { attachments: [id] })
    await reply.untilEvent(({ type }) => type === 'progress_update')

    await visitor.cancel(reply.runId)
    await reply.untilEnd()

    expect(reply.stages).not.toContain('error')
    expect(api.upstream.turns).toHaveLength(0)
  })
})

test('an upload that OpenAI refuses is refused, and can be tried again', async () => {
  await using api = await startOpenAIApi()
  api.upstream.refuses(/^POST \/v1\/files$/, refuses(400), 1)
  const visitor = api.visitor()
  const form = () => {
    const body = new FormData()
    body.set('file', new File([new Uint8Array(NOTES)], 'notes.md'))
    return { method: 'POST', body }
  }

  const refused = await visitor.fetch('/library/files', form())
  const accepted = await visitor.fetch('/library/files', form())

  expect([refused.status, accepted.status]).toEqual([502, 201])
  expect(await refused.json()).toMatchObject({ error: { code: 'upstream_failed' } })
})

const progressOf = ({ events }: Reply) =>
  events.flatMap((event) => (event.type === 'progress_update' ? [event.text] : []))

const noticesIn = ({ events }: Reply) =>
  events.flatMap((event) => (event.type === 'notice' ? [event.message] : []))
