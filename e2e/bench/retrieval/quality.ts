/** Whether the passage that answers a question is among the first that a search brings. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { OpenAIParts } from '../../../backend/src/openai/client.ts'
import { median, readable, table } from '../figures.ts'
import {
  addFile,
  equals,
  type Filters,
  knowledgeDir,
  libraryAnd,
  openEngine,
  search,
} from './engine.ts'
import { type Question, readQuestions } from './questions.ts'

interface Outcome {
  question: Question
  /** Place of the passage that answers it, counted from 1; infinite where it was not among the results. */
  rank: number
  found: string[]
  ms: number
}

const SESSION = 'measured'
const RESULTS = 20
const documentsDir = fileURLToPath(new URL('./documents', import.meta.url))
const collections = [
  { name: 'library', folder: knowledgeDir, filters: equals('kind', 'library') },
  { name: 'documents', folder: documentsDir, filters: equals('session', SESSION) },
]

export async function measureQuality(showMisses: boolean): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'coaching-hub-bench-'))
  const engine = await openEngine(dataDir)
  try {
    for (const name of readdirSync(documentsDir))
      await addFile(engine, name, readFileSync(join(documentsDir, name), 'utf8'), {
        session: SESSION,
      })
    const rows = [['questions on', '', 'asked', 'recall@1', 'recall@5', 'MRR', 'median ms']]
    for (const { name, folder, filters } of collections) {
      const questions = readQuestions(new URL(`./${name}-questions.txt`, import.meta.url))
      const alone = await askAll(engine, questions, folder, filters)
      rows.push(...figuresOf(name, alone))
      const together = await askAll(engine, questions, folder, libraryAnd(SESSION))
      rows.push(rowOf(name, 'all, both searched', together))
      if (showMisses) printMisses(alone)
    }
    console.log(`\nRetrieval\n\n${table(rows)}\n`)
  } finally {
    engine.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function askAll(
  engine: OpenAIParts,
  questions: Question[],
  folder: string,
  filters: Filters,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const question of questions) outcomes.push(await ask(engine, question, folder, filters))
  return outcomes
}

async function ask(
  engine: OpenAIParts,
  question: Question,
  folder: string,
  filters: Filters,
): Promise<Outcome> {
  const wanted = wordsToFind(question, folder)
  const start = performance.now()
  const { data } = await search(engine, question.text, filters, RESULTS)
  const ms = performance.now() - start
  const isAnswer = ({ filename, content }: (typeof data)[number]) =>
    filename === question.filename && content.some(({ text }) => flat(text).includes(wanted))
  const place = data.findIndex(isAnswer)
  const found = data.map(({ filename, content }) => `${filename}: ${flat(content[0]?.text ?? '')}`)
  return { question, rank: place < 0 ? Number.POSITIVE_INFINITY : place + 1, found, ms }
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

function figuresOf(name: string, outcomes: Outcome[]): string[][] {
  const groups: [string, (question: Question) => boolean][] = [
    ['all', () => true],
    ['in other words', ({ isParaphrase }) => isParaphrase],
    ['tuned on', ({ isHeldOut }) => !isHeldOut],
    ['held out', ({ isHeldOut }) => isHeldOut],
  ]
  return groups.map(([group, isIn]) =>
    rowOf(
      name,
      group,
      outcomes.filter(({ question }) => isIn(question)),
    ),
  )
}

function rowOf(name: string, group: string, outcomes: Outcome[]): string[] {
  const share = (most: number) =>
    outcomes.filter(({ rank }) => rank <= most).length / outcomes.length
  const reciprocal = outcomes.reduce((sum, { rank }) => sum + 1 / rank, 0) / outcomes.length
  const figures = [share(1), share(5), reciprocal].map((each) => each.toFixed(3))
  const time = readable(median(outcomes.map(({ ms }) => ms)))
  return [name, group, String(outcomes.length), ...figures, time]
}

/** Held-out questions stay unseen: who reads their misses tunes on them. */
function printMisses(outcomes: Outcome[]): void {
  for (const { question, rank, found } of outcomes.filter((each) => each.rank > 5)) {
    if (question.isHeldOut) continue
    console.log(`\n${question.text}\n  wanted (${rank}): ${question.filename}: ${question.answer}`)
    for (const each of found.slice(0, 3)) console.log(`  ${each.slice(0, 110)}`)
  }
}
