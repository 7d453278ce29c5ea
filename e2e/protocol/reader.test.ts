/** However an answer goes, and however the network cuts it: the page shows what the server has stored. */
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { FAILED_NOTE } from '../../backend/src/chatkit/process-events.ts'
import { parseEventId } from '../../backend/src/http/sse.ts'
import { openSqliteMemory } from '../../backend/src/memory/sqlite/sqlite-memory.ts'
import { STOPPED_NOTE } from '../../backend/src/protocol/interruption.ts'
import { createStage, type Played } from './play.ts'
import { bytesOf, cut, eventOf, read, shownAfter } from './read.ts'
import { SECRET, scripts } from './script.ts'

const memory = openSqliteMemory(':memory:', { ttlMinutes: 60 })
afterAll(() => memory.close())
const play = createStage(memory)

const places = fc.array(fc.nat(20_000), { maxLength: 30 })
const wholeLog = ({ run, log }: Played) => read([bytesOf(run.id, log)])

test('the page shows the items, the title and the status that are stored', async () => {
  await fc.assert(
    fc.asyncProperty(scripts, places, places, async (script, cuts, heartbeats) => {
      const played = await play(script)
      const bytes = bytesOf(played.run.id, played.log, heartbeats)

      const shown = shownAfter(played, await read(cut(bytes, cuts)))

      expect(shown.items).toEqual(played.items)
      expect(shown.info?.title).toBe(played.thread?.title)
      expect(shown.info?.status).toEqual(played.thread?.status)
    }),
    { numRuns: 800 },
  )
})

test('nothing hidden is in any byte', async () => {
  await fc.assert(
    fc.asyncProperty(scripts, async (script) => {
      const { run, log } = await play(script)

      const sent = new TextDecoder().decode(bytesOf(run.id, log))

      for (const hidden of [SECRET, 'hidden_', 'shcx_', STOPPED_NOTE, FAILED_NOTE]) {
        expect(sent).not.toContain(hidden)
      }
    }),
  )
})

test('of an answer cut short, those words are kept that its reader has read', async () => {
  await fc.assert(
    fc.asyncProperty(scripts, async (script) => {
      const played = await play(script)
      const frames = await wholeLog(played)

      for (const id of played.unfinished) {
        const closed = frames.findLastIndex((frame) => {
          const event = eventOf(frame)
          return event.type === 'thread.item.done' && event.item.id === id
        })
        const before = shownAfter(played, frames.slice(0, closed)).items
        const read = before.find((item) => item.id === id)
        if (closed === -1 || read?.type !== 'assistant_message') continue
        const kept = played.items.find((item) => item.id === id)
        if (read.content.some(({ text }) => text.trim())) {
          expect(kept).toMatchObject({ content: read.content })
        }
      }
    }),
    { numRuns: 400 },
  )
})

test('connections that break anywhere, each resumed after the last event that came, show the same', async () => {
  await fc.assert(
    fc.asyncProperty(
      scripts,
      fc.array(fc.nat(20_000), { maxLength: 6 }),
      async (script, breaks) => {
        const played = await play(script)
        const { run } = played

        const frames = []
        for (const place of [...breaks, undefined]) {
          const after = parseEventId(frames.at(-1)?.id ?? '')?.seq
          const log = []
          for await (const batch of run.follow(after)) log.push(...batch)
          const bytes = bytesOf(run.id, log)
          const arrived = place === undefined ? bytes : bytes.slice(0, place % (bytes.length + 1))
          frames.push(...(await read([arrived])))
        }

        expect(frames).toEqual(await wholeLog(played))
        expect(shownAfter(played, frames).items).toEqual(played.items)
      },
    ),
  )
})
