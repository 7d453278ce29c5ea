/** Whatever visitors do, in whatever order and at the same time: none hears another's words. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { attach } from '../api/attach.ts'
import { addFile, ownFiles, removeFile } from '../api/library-files.ts'
import { expectQuietConsole } from '../api/start-openai-api.ts'
import { type Place, places } from './places.ts'
import { type Witness, wordsIn } from './witness.ts'

expectQuietConsole()

const DEEDS = ['upload', 'attach', 'ask', 'list', 'remove', 'delete chats', 'forget'] as const
type Deed = (typeof DEEDS)[number]

const QUESTION = 'With which glaze does the kiln Zephyrine fire best?'

/** A session with words that only its own files, their names and its messages have. */
class Tenant {
  readonly visitor: Witness
  readonly words: { inFiles: string; inNames: string; inMessages: string }
  /** The ids of its files that are there. */
  readonly files = new Set<string>()
  /** Whether each answer told of its files, and whether it could; neither here nor there while some go. */
  readonly answers: Array<{ told: boolean; hadFiles: boolean }> = []
  #someAreGoing = false

  constructor(visitor: Witness, word: string) {
    this.visitor = visitor
    this.words = { inFiles: `glaze${word}`, inNames: `name${word}`, inMessages: `said${word}` }
  }

  async do(deed: Exclude<Deed, 'forget'>): Promise<void> {
    const { visitor, files, words } = this
    const name = `${words.inNames}-${files.size}.md`
    const text = `# Kilns\n\nThe kiln Zephyrine fires best with the glaze called ${words.inFiles}.\n`
    switch (deed) {
      case 'upload':
        files.add((await addFile(visitor, name, text)).id)
        break
      case 'attach': {
        const { id } = await attach(visitor, name, 'text/markdown', Buffer.from(text))
        await visitor.chat(`Keep it, ${words.inMessages}.`, { attachments: [id] })
        for (const file of await ownFiles(visitor)) files.add(file.id)
        break
      }
      case 'ask': {
        const { reply } = await visitor.consult(QUESTION)
        const told = reply.text.includes(words.inFiles)
        const hadFiles = files.size > 0
        if (hadFiles || !this.#someAreGoing) this.answers.push({ told, hadFiles })
        break
      }
      case 'list':
        await visitor.ask('threads.list', {})
        await visitor.fetch('/session/data')
        expect(new Set((await ownFiles(visitor)).map(({ id }) => id))).toEqual(files)
        break
      case 'remove': {
        const [first] = files
        if (first) expect((await removeFile(visitor, first)).status).toBe(204)
        files.delete(first ?? '')
        break
      }
      case 'delete chats': {
        const { data } = await visitor.ask('threads.list', {})
        for (const { id } of data) await visitor.ask('threads.delete', { thread_id: id })
        // Those that were attached are taken out of the store a moment later.
        this.#someAreGoing = true
        files.clear()
        for (const file of await ownFiles(visitor)) files.add(file.id)
      }
    }
  }
}

let born = 0

/** One after the other, as a tab does; a session that is forgotten is followed by a new one. */
async function live(place: Place, deeds: Deed[]): Promise<Tenant[]> {
  const next = () =>
    new Tenant(place.visitor(), `${String.fromCharCode(97 + (born % 26))}${born++}x`)
  let tenant = next()
  const tenants = [tenant]
  for (const deed of deeds) {
    if (deed !== 'forget') {
      await tenant.do(deed)
      continue
    }
    await tenant.visitor.fetch('/session', { method: 'DELETE' })
    tenant = next()
    tenants.push(tenant)
  }
  return tenants
}

const manyDeeds = fc.array(fc.constantFrom(...DEEDS), { minLength: 2, maxLength: 7 })
const visitors = fc.array(manyDeeds, { minLength: 2, maxLength: 3 })

describe.each(places)('$where', ({ open, isPaced }) => {
  let place: Place
  beforeAll(async () => {
    place = await open()
  })
  afterAll(() => place?.[Symbol.asyncDispose]())

  test('visitors who live side by side never hear each other’s words', async () => {
    const property = fc.asyncProperty(visitors, async (lives) => {
      const tenants = (await Promise.all(lives.map((deeds) => live(place, deeds)))).flat()

      for (const { visitor, answers } of tenants) {
        const others = tenants.filter((each) => each.visitor !== visitor)
        const words = others.flatMap((each) => Object.values(each.words))
        expect(wordsIn(await visitor.heard(), words)).toEqual([])
        // What is one’s own, and only while it is there, is told all the same.
        expect(answers.map(({ told }) => told)).toEqual(answers.map(({ hadFiles }) => hadFiles))
      }
    })
    await fc.assert(property, { numRuns: isPaced ? 4 : 20, interruptAfterTimeLimit: 15_000 })
  })
})
