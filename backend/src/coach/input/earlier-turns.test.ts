import { describe, expect, test } from 'vitest'
import { answer, question, startThread, turnOf } from '../../../test/samples/turn-samples.ts'
import type { ThreadItem } from '../../protocol/schemas.ts'
import type { Turn } from '../responder.ts'
import { type ModelInputOptions, modelInput, type Summarise } from './model-input.ts'

/** Four turns of the size that is used here fit whole, and two into what stays beyond that. */
const OPTIONS = { historyTokens: 400 }
const WORDS = 'word '.repeat(40)

describe('a conversation that fits', () => {
  test('goes along whole, and nothing is summed up', async () => {
    const chat = await startChat(3)

    const { said } = await chat.ask()

    expect(said).toEqual(['q1', 'a1', 'q2', 'a2', 'q3', 'a3'])
    expect(chat.transcripts).toEqual([])
    expect(chat.thread.metadata).toEqual({ mood: 'kept' })
  })

  test('of one turn goes along whole, however long it is', async () => {
    const chat = await startChat(0)
    await chat.add(question('q1', `q1 ${WORDS.repeat(20)}`), answer('a1', `a1 ${WORDS.repeat(20)}`))

    const { said, block } = await chat.ask()

    expect(said).toEqual(['q1', 'a1'])
    expect(block).toBeUndefined()
  })
})

describe('a conversation that has become too long', () => {
  test('goes along with its newest turns, and a summary of all others', async () => {
    const chat = await startChat(6)

    const { said, block } = await chat.ask()

    expect(said).toEqual(['q5', 'a5', 'q6', 'a6'])
    expect(block).toContain('Summary 1')
    expect(chat.transcripts).toHaveLength(1)
    expect(wordsOf(chat.transcripts[0])).toEqual(['q1', 'a1', 'q2', 'a2', 'q3', 'a3', 'q4', 'a4'])
  })

  test('keeps its summary, which is made again only when more has to be left out', async () => {
    const chat = await startChat(6)
    await chat.ask()
    expect(chat.thread.metadata).toEqual({
      mood: 'kept',
      summary: { upTo: 'a4', text: 'Summary 1' },
    })
    await chat.addTurn(7)
    const second = await chat.ask()
    expect(second.said).toEqual(['q5', 'a5', 'q6', 'a6', 'q7', 'a7'])
    expect(second.block).toContain('Summary 1')
    await chat.addTurn(8)
    await chat.addTurn(9)

    const third = await chat.ask()

    expect(third.said).toEqual(['q8', 'a8', 'q9', 'a9'])
    expect(third.block).toContain('Summary 2')
    expect(chat.transcripts).toHaveLength(2)
    expect(chat.transcripts[1]).toContain('Summary 1')
    expect(wordsOf(chat.transcripts[1])).toEqual(['q5', 'a5', 'q6', 'a6', 'q7', 'a7'])
  })

  test('changes the thread by a new value, so that it is stored', async () => {
    const chat = await startChat(6)
    const before = chat.thread.metadata

    await chat.ask()

    expect(chat.thread.metadata).not.toBe(before)
  })

  test('loses its summary when what it ends with has been taken back', async () => {
    const chat = await startChat(6)
    await chat.ask()
    await chat.memory.deleteItemsAfter('thr_1', 'q2')

    const { said, block } = await chat.ask()

    expect(said).toEqual(['q1', 'a1', 'q2'])
    expect(block).toBeUndefined()
    expect(chat.thread.metadata).toEqual({ mood: 'kept' })
  })

  test('keeps its summary when only later turns have been taken back', async () => {
    const chat = await startChat(6)
    await chat.ask()
    await chat.memory.deleteItemsAfter('thr_1', 'q5')

    const { said, block } = await chat.ask()

    expect(said).toEqual(['q5'])
    expect(block).toContain('Summary 1')
  })

  test('keeps pictures, plans and files in mind when it is measured', async () => {
    const attachments = [
      {
        id: 'atc_1',
        type: 'image' as const,
        name: 'a.png',
        mime_type: 'image/png',
        preview_url: 'x',
      },
    ]
    const chat = await startChat(1)
    await chat.add(question('q2', 'q2', { attachments }), question('q3', 'q3'))

    const { said } = await chat.ask()

    expect(said).toEqual(['q3'])
  })
})

describe('a conversation whose summary cannot be made', () => {
  const fails: Summarise = async () => {
    throw new Error('No summary')
  }

  test('goes on, and the model is told that something is missing', async () => {
    const chat = await startChat(6)

    const { said, block, errors } = await chat.ask(fails)

    expect(said).toEqual(['q5', 'a5', 'q6', 'a6'])
    expect(block).toContain('Earlier turns are left out')
    expect(errors).toEqual([new Error('No summary')])
    expect(chat.thread.metadata).toEqual({ mood: 'kept' })
  })

  test('keeps the earlier summary, and makes up for it the next time', async () => {
    const chat = await startChat(6)
    await chat.ask()
    for (const number of [7, 8, 9]) await chat.addTurn(number)
    const failed = await chat.ask(fails)

    const next = await chat.ask()

    expect(failed.block).toMatch(/Summary 1.*left out/s)
    expect(next.block).not.toContain('left out')
    expect(wordsOf(chat.transcripts[1])).toEqual(['q5', 'a5', 'q6', 'a6', 'q7', 'a7'])
  })

  test('because it has no words, is told the same way', async () => {
    const chat = await startChat(6)

    const { block } = await chat.ask(async () => ' ')

    expect(block).toContain('left out')
  })

  test('because the reader wants the answer now, does not wait for it', async () => {
    const chat = await startChat(6)
    const finishNow = new AbortController()
    const waitsForFinishNow: Summarise = (_, signal) => {
      const aborted = new Promise<never>((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason)),
      )
      finishNow.abort()
      return aborted
    }

    const { block, errors } = await chat.ask(waitsForFinishNow, { finishNow: finishNow.signal })

    expect(block).toContain('left out')
    expect(errors).toEqual([])
  })

  test('because the turn was stopped, ends', async () => {
    const chat = await startChat(6)
    const stop = new AbortController()
    const stopped: Summarise = async (_, signal) => {
      stop.abort(new Error('Stopped'))
      signal.throwIfAborted()
      return ''
    }

    await expect(chat.ask(stopped, { signal: stop.signal })).rejects.toThrow('Stopped')
  })
})

describe('a very long conversation', () => {
  test('is read by pages, and never behind its summary', async () => {
    const chat = await startChat(400)
    await chat.ask()
    chat.pages.length = 0
    await chat.addTurn(401)

    await chat.ask()

    expect(sumOf(chat.pages)).toBeLessThanOrEqual(101)
  })

  test('that has no summary is not read whole either', async () => {
    const chat = await startChat(400)

    const { said } = await chat.ask()

    expect(said).toEqual(['q399', 'a399', 'q400', 'a400'])
    expect(sumOf(chat.pages)).toBeLessThanOrEqual(101)
    expect(chat.transcripts[0]).toContain('[Some turns are left out here.]')
    expect(chat.transcripts[0]).not.toContain('q1 ')
  })
})

/** A chat of so many turns, each of about a hundred tokens. */
async function startChat(turns: number) {
  const { memory, thread } = await startThread()
  const transcripts: string[] = []
  const pages: number[] = []
  const counting = Object.create(memory, {
    loadThreadItems: {
      async value(...args: Parameters<typeof memory.loadThreadItems>) {
        const page = await memory.loadThreadItems(...args)
        pages.push(page.data.length)
        return page
      },
    },
  })

  const add = async (...items: ThreadItem[]) => {
    for (const item of items) await memory.saveItem(thread.id, item)
  }
  const addTurn = (number: number) =>
    add(question(`q${number}`, `q${number} ${WORDS}`), answer(`a${number}`, `a${number} ${WORDS}`))
  for (let number = 1; number <= turns; number += 1) await addTurn(number)

  const sumsUp: Summarise = async (transcript) => `Summary ${transcripts.push(transcript)}`

  return {
    memory,
    thread,
    transcripts,
    /** How many items came with each page that was read. */
    pages,
    add,
    addTurn,
    async ask(summarise = sumsUp, fields: Partial<Turn> = {}) {
      const errors: unknown[] = []
      const options: ModelInputOptions = { ...OPTIONS, onError: (error) => errors.push(error) }
      const turn = turnOf({ memory: counting, thread }, fields)
      const input = JSON.stringify(await modelInput(turn, summarise, options))
      const block = input.match(/<EarlierTurns>.*<\/EarlierTurns>/)?.[0]
      return { said: wordsOf(input), block, errors }
    },
  }
}

const sumOf = (numbers: number[]) => numbers.reduce((sum, number) => sum + number, 0)

/** The first word of each question and answer in it. */
const wordsOf = (text = '') => text.match(/\b[qa]\d+\b/g) ?? []
