/** Whatever is asked of the model's server for a session can find its own files, and no others. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { sessionKey } from '../../src/http/middleware/session.ts'
import { addFile } from '../api/library-files.ts'
import { startApi } from '../api/start-api.ts'
import { expectQuietConsole, STORE, startOpenAIApi } from '../api/start-openai-api.ts'
import { makeTempFolder } from '../process/temp-folder.ts'
import {
  fileSearch,
  functionCall,
  message,
  reasoning,
  response,
  unfinished,
} from '../upstream/response-events.ts'
import { plays, refuses, stallsAfter } from '../upstream/scripted-upstream.ts'
import type { UpstreamRequest } from '../upstream/upstream-stream.ts'
import { fileSearchOf, tellsAll } from './telling-model.ts'
import { Witness, wordsIn } from './witness.ts'

expectQuietConsole()

const ANSWERS = /POST .*\/responses$/
const SEARCHES = /POST .*\/search$/

/** The permanent library, and what belongs to this visitor. */
const ownFilter = ({ session }: Witness) => ({
  type: 'or',
  filters: [
    { type: 'eq', key: 'kind', value: 'library' },
    { type: 'eq', key: 'session', value: sessionKey(session) },
  ],
})

/** How each of them may search the store: by which filter, or not at all. */
const filtersOf = (requests: UpstreamRequest[]) =>
  requests.map((request) => fileSearchOf(request)?.filters ?? 'no search')

/** Speaks of the store in no other place than its file search. */
function mentionsStoreElsewhere({ json }: UpstreamRequest): boolean {
  const tools = (json.tools ?? []) as { type: string }[]
  const others = { ...json, tools: tools.filter(({ type }) => type !== 'file_search') }
  return JSON.stringify(others).includes(STORE)
}

describe('with a hosted store, the filter is the session’s own', () => {
  test('in each turn of a chat, its further tries included, and nothing else searches', async () => {
    await using api = await startOpenAIApi()
    const { upstream } = api
    upstream.answers(tellsAll(upstream.files))
    for (const visitor of [new Witness(api.url), new Witness(api.url)]) {
      const before = upstream.requests.length

      const { reply, items } = await visitor.consult('What do you know?')
      await (await visitor.say(reply.threadId, 'And of me?')).untilEnd()
      await (await visitor.retry(reply.threadId, items[0]?.id ?? '')).untilEnd()

      const asked = upstream.requests.slice(before).filter(({ line }) => ANSWERS.test(line))
      const turns = asked.filter(({ json }) => json.stream === true)
      const titles = asked.filter(({ json }) => json.stream !== true)
      expect(filtersOf(turns)).toEqual(turns.map(() => ownFilter(visitor)))
      expect(turns).toHaveLength(3)
      expect(filtersOf(titles)).toEqual(['no search'])
      expect(asked.filter(mentionsStoreElsewhere)).toEqual([])
    }
  })

  test('where a request is made again, since the server failed or refused a setting', async () => {
    await using api = await startOpenAIApi({ OPENAI_MODEL: 'gpt-5-mini' })
    const { upstream } = api
    const refused = { message: 'No', type: 'error', param: 'reasoning.summary', code: null }
    upstream.answers((stream) => stream.json({ error: refused }, 400), tellsAll(upstream.files))
    upstream.refuses(ANSWERS, refuses(500), 2)
    const visitor = new Witness(api.url)

    const { reply } = await visitor.consult('What do you know?')

    expect(reply.stages).not.toContain('error')
    const turns = filtersOf(upstream.turns)
    expect(turns.length).toBeGreaterThanOrEqual(3)
    expect(turns).toEqual(turns.map(() => ownFilter(visitor)))
  })

  test('where a function is called, and the model asked on', async () => {
    await using api = await startOpenAIApi()
    const { upstream } = api
    const unknown = functionCall('fc_1', 'read_all_files', { session: 'all' })
    upstream.answers(plays(...response(unknown)), tellsAll(upstream.files))
    const visitor = new Witness(api.url)

    await visitor.consult('What do you know?')

    const own = ownFilter(visitor)
    expect(filtersOf(upstream.turns)).toEqual([own, own])
  })

  test('and who wants the answer at once gets it without a search', async () => {
    await using api = await startOpenAIApi()
    const { upstream } = api
    const thinks = unfinished(reasoning('rs_1', 'Look first'))
    upstream.answers(stallsAfter(...thinks), tellsAll(upstream.files))
    const visitor = new Witness(api.url)
    const reply = await visitor.create('What do you know?')
    await reply.untilEvent((event) => JSON.stringify(event).includes('Look first'))

    await visitor.answerNow(reply.runId)
    await reply.untilEnd()

    expect(filtersOf(upstream.turns)).toEqual([ownFilter(visitor), 'no search'])
    expect(upstream.turns.filter(mentionsStoreElsewhere)).toEqual([])
  })

  test('and what a long chat is summed up by searches nothing', async () => {
    await using api = await startOpenAIApi({ MAX_MESSAGE_CHARS: '300000' })
    api.upstream.answers('Go on.')
    const visitor = new Witness(api.url)
    const thread = await visitor.chat('One word after another. '.repeat(10_000))
    await (await visitor.say(thread, 'And yet another word. '.repeat(10_000))).untilEnd()

    await (await visitor.say(thread, 'So what do you know?')).untilEnd()

    const { summaryCalls } = api.upstream
    expect(summaryCalls.length).toBeGreaterThan(0)
    expect(filtersOf(summaryCalls)).toEqual(summaryCalls.map(() => 'no search'))
    expect(summaryCalls.filter(mentionsStoreElsewhere)).toEqual([])
  })

  test('and the proof that a file is found asks for this one file alone', async () => {
    await using api = await startOpenAIApi()
    const [mine, theirs] = [new Witness(api.url), new Witness(api.url)]
    const text = '# Kilns\n\nThe kiln Zephyrine fires best with the glaze called quillowfern.\n'

    const ids = [await addFile(mine, 'a.md', text), await addFile(theirs, 'b.md', text)].map(
      ({ id }) => id,
    )

    const filters = api.upstream.matching(SEARCHES).map(({ json }) => json.filters)
    expect(filters).toEqual(ids.map((value) => ({ type: 'eq', key: 'file', value })))
  })
})

describe('a server that searches by no filter, and so finds another’s file,', () => {
  const secret = { filename: 'anna-ledger.md', text: 'The glaze is called quillowfern.' }
  const words = ['quillowfern', 'anna-ledger', 'file-of-anna']
  test('gets no word of its answer to the reader: not the words, nor the file’s name', async () => {
    await using api = await startOpenAIApi()
    const { upstream } = api
    const attributes = { kind: 'file', session: sessionKey(new Witness(api.url).session) }
    const found = [{ ...secret, file_id: 'file-of-anna', attributes }]
    const answer = message('msg_1', secret.text, {
      ...{ type: 'file_citation', file_id: 'file-of-anna', filename: secret.filename, index: 3 },
    })
    const search = fileSearch('fs_1', 'glaze', found)
    upstream.answers(plays(...response(search, answer)))
    const visitor = new Witness(api.url)

    const { reply, items } = await visitor.consult('Which glaze?')

    expect(reply.events.at(-1)).toMatchObject({ type: 'error', allow_retry: false })
    expect(items.map(({ type }) => type)).not.toContain('assistant_message')
    expect(wordsIn(await visitor.heard(), words)).toEqual([])
    const failed = await api.logged.line(({ msg }) => msg === 'turn failed')
    expect(JSON.stringify(failed)).toContain('ForeignFileError')
  })

  test('is believed where it names the session’s own file, the library’s, or does not tell', async () => {
    await using api = await startOpenAIApi()
    const visitor = new Witness(api.url)
    const found = [
      { filename: 'own.md', text: 'Mine.', attributes: { session: sessionKey(visitor.session) } },
      { filename: 'hooks.md', text: 'Ours.', attributes: { kind: 'library' } },
      { filename: 'untold.md', text: 'Whose?', attributes: null },
      { filename: 'bare.md', text: 'Whose?' },
    ]
    const search = fileSearch('fs_1', 'files', found)
    api.upstream.answers(plays(...response(search, message('msg_1', 'Four.'))))

    const { reply, named } = await visitor.consult('Which files?')

    expect(reply.text).toBe('Four.')
    expect(named).toEqual(found.map(({ filename }) => filename))
  })
})

test('without a store, the coach’s own search finds what visitors left here for them alone', async () => {
  const folder = makeTempFolder()
  onTestFinished(folder.remove)
  const [anna, boris] = [crypto.randomUUID(), crypto.randomUUID()]
  const before = await startApi({ DATA_DIR: folder.path })
  const text = '# Kilns\n\nThe kiln Zephyrine fires best with the glaze called quillowfern.\n'
  await addFile(new Witness(before.url, anna), 'anna-ledger.md', text)
  await before.stop()
  await using api = await startOpenAIApi({ DATA_DIR: folder.path, JASON_VECTOR_STORE_ID: '' })
  const query = 'anna-ledger.md: which glaze for the kiln Zephyrine?'
  const search = plays(...response(functionCall('fc_1', 'search_library', { query })))

  const given: string[] = []
  for (const session of [anna, boris]) {
    api.upstream.answers(search, 'Well.')
    await new Witness(api.url, session).consult('Which glaze?')
    given.push(JSON.stringify(api.upstream.turns.at(-1)?.json.input))
  }

  expect(given.map((input) => input.includes('quillowfern'))).toEqual([true, false])
  expect(given.map((input) => input.includes('<passage file=\\"anna-ledger'))).toEqual([
    true,
    false,
  ])
})
