/** Whether the passage that answers a question is among the first that a search brings. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { OpenAIParts } from '../../../backend/src/openai/client.ts'
import { median, readable, table } from '../figures.ts'
import { addFile, knowledgeDir, openEngine, search } from './engine.ts'
import { type Question, readQuestions } from './questions.ts'

interface Outcome {
  question: Question
  /** Place of the passage that answers it, counted from 1; infinite where it was not among the results. */
  rank: number
  found: string[]
}

const SESSION = 'measured'
const RESULTS = 20
const documentsDir = fileURLToPath(new URL('./documents', import.meta.url))
const collections = { library: knowledgeDir, documents: documentsDir }

export async function measureQuality(showMisses: boolean): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'coaching-hub-bench-'))
  const engine = await openEngine(dataDir)
  try {
    for (const name of readdirSync(documentsDir))
      await addFile(engine, name, readFileSync(join(documentsDir, name), 'utf8'), {
        session: SESSION,
      })
    const rows = [['questions', '', 'asked', 'recall@1', 'recall@5', 'MRR', 'median ms']]
    for (const [name, folder] of Object.entries(collections)) {
      const questions = readQuestions(new URL(`./${name}-questions.txt`, import.meta.url))
      const times: number[] = []
      const outcomes = []
      for (const question of questions) {
        const start = performance.now()
        outcomes.push(await ask(engine, question, folder))
        times.push(performance.now() - start)
      }
      rows.push(...figuresOf(name, outcomes, median(times)))
      if (showMisses) printMisses(outcomes)
    }
    console.log(`\nRetrieval\n\n${table(rows)}\n`)
  } finally {
    engine.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function ask(engine: OpenAIParts, question: Question, folder: string): Promise<Outcome> {
  const wanted = wordsToFind(question, folder)
  const { data } = await search(engine, question.text, SESSION, RESULTS)
  const isAnswer = ({ filename, content }: (typeof data)[number]) =>
    filename === question.filename && content.some(({ text }) => flat(text).includes(wanted))
  const place = data.findIndex(isAnswer)
  return {
    question,
    rank: place < 0 ? Number.POSITIVE_INFINITY : place + 1,
    found: data.map(({ filename, content }) => `${filename}: ${flat(content[0]?.text ?? '')}`),
  }
}

/** A heading stands for the first line below it, since a result holds the text alone. */
function wordsToFind({ filename, answer }: Question, folder: string): string {
  const text = readFileSync(join(folder, filename), 'utf8')
  const [, below = ''] = text.split(`\n## ${answer}\n`)
  const [firstLine] = below.trim().split('\n')
  if (!flat(text).includes(answer)) throw new Error(`${filename} does not hold “${answer}”`)
  return flat(firstLine || answer)
}

const flat = (text: string) => text.replace(/\s+/g, ' ')

function figuresOf(name: string, outcomes: Outcome[], time: number): string[][] {
  const groups: [string, (question: Question) => boolean][] = [
    ['all', () => true],
    ['other words', ({ isParaphrase }) => isParaphrase],
    ['tuned on', ({ isHeldOut }) => !isHeldOut],
    ['held out', ({ isHeldOut }) => isHeldOut],
  ]
  return groups.map(([group, isIn], at) => {
    const ranks = outcomes.filter(({ question }) => isIn(question)).map(({ rank }) => rank)
    const share = (most: number) => ranks.filter((rank) => rank <= most).length / ranks.length
    const reciprocal = ranks.reduce((sum, rank) => sum + 1 / rank, 0) / ranks.length
    const figures = [share(1), share(5), reciprocal].map((each) => each.toFixed(3))
    return [name, group, String(ranks.length), ...figures, at === 0 ? readable(time) : '']
  })
}

/** Held-out questions stay unseen: who reads their misses tunes on them. */
function printMisses(outcomes: Outcome[]): void {
  for (const { question, rank, found } of outcomes.filter((each) => each.rank > 5)) {
    if (question.isHeldOut) continue
    console.log(`\n${question.text}\n  wanted (${rank}): ${question.filename}: ${question.answer}`)
    for (const each of found.slice(0, 3)) console.log(`  ${each.slice(0, 110)}`)
  }
}
