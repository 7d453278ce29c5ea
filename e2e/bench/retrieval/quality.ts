/** How often the engine finds, quotes and says what it should, for each half of the evaluation's questions. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OpenAIParts } from '../../../backend/src/openai/client.ts'
import {
  conversations,
  documentOf,
  type FileQuestion,
  fileQuestions,
  type Half,
  isMet,
  type OutsideQuestion,
  outsideQuestions,
  type Question,
  questions,
} from '../../../backend/test/evaluation/load.ts'
import { table } from '../figures.ts'
import {
  type FoundSection,
  type Manner,
  placeOf,
  type ReadReply,
  readReply,
  share,
} from './counting.ts'
import { addFile, knowledgeDir, libraryAnd, openEngine, search, startChat } from './engine.ts'
import { indexPlainly } from './plain-search.ts'

/** Figures only: who reads the frozen half's questions or answers tunes on them. */
const HALVES: Half[] = ['open', 'frozen']
const RESULTS = 5
/** The best section, and “Also in the library”. */
const MOST_CITED = 3
const NOBODY = libraryAnd('session', 'nobody')

const KINDS: OutsideQuestion['kind'][] = ['near', 'lookalike', 'other']
const MANNERS: [Manner, string][] = [
  ['quoted', 'answered as fact'],
  ['choices', 'offered as choices'],
  ['not found', 'said not to be found'],
  ['other', 'anything else'],
]
const TASKS: FileQuestion['task'][] = ['lookup', 'aggregate', 'form', 'summary', 'own-language']

type Row = [what: string, figure: string]

/** @param shows what the open half's questions get where it is not what they should */
export async function measureQuality(shows: boolean): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'coaching-hub-bench-'))
  const engine = await openEngine(dataDir)
  try {
    const halves: Row[][] = []
    for (const half of HALVES)
      halves.push(await measureHalf(engine, half, shows && half === 'open'))
    const [open = [], frozen = []] = halves
    const rows = open.map(([what, figure], at) => [what, '', figure, frozen[at]?.[1] ?? '–'])
    console.log(`\nWhat is found and answered\n`)
    console.log(`${table([['', '', 'open', 'held out'], ...rows])}\n`)
  } finally {
    await engine.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function measureHalf(engine: OpenAIParts, half: Half, shows: boolean): Promise<Row[]> {
  return [
    ...(await measureInside(engine, half, shows)),
    ...(await measureOutside(engine, half, shows)),
    ...(await measureFiles(engine, half, shows)),
    ...(await measureConversations(engine, half, shows)),
  ]
}

async function measureInside(engine: OpenAIParts, half: Half, shows: boolean): Promise<Row[]> {
  const searchPlainly = indexPlainly(knowledgeDir)
  const asked: (Question & { ours: number; plain: number; reply: ReadReply })[] = []
  for (const each of questions(half)) {
    const { question, accept } = each
    const found = await findSections(engine, question)
    const reply = readReply(await startChat(engine, NOBODY)(question))
    const plain = placeOf(accept, searchPlainly(question, RESULTS))
    asked.push({ ...each, ours: placeOf(accept, found), plain, reply })
    if (shows && placeOf(accept, reply.cited.slice(0, MOST_CITED)) > 1)
      show(question, reply.manner, ...reply.cited.map(({ heading }) => heading))
  }
  const isAccepted = ({ accept }: Question, sections: FoundSection[]) =>
    placeOf(accept, sections) <= sections.length
  const places = [1, 3, RESULTS]
  return [
    ...places.map(
      (most): Row => [
        `in scope: file search, right among ${most}`,
        share(asked, ({ ours }) => ours <= most),
      ],
    ),
    ...places.map(
      (most): Row => [
        `in scope: plain BM25, right among ${most}`,
        share(asked, ({ plain }) => plain <= most),
      ],
    ),
    [
      'in scope: answer quotes a right section first',
      share(asked, (each) => isAccepted(each, each.reply.quoted.slice(0, 1))),
    ],
    [
      'in scope: a right section among the three cited',
      share(asked, (each) => isAccepted(each, each.reply.cited.slice(0, MOST_CITED))),
    ],
    [
      'in scope: answer quotes another section first',
      share(
        asked,
        (each) =>
          each.reply.manner === 'quoted' && !isAccepted(each, each.reply.quoted.slice(0, 1)),
      ),
    ],
    ['in scope: said not to be found', share(asked, ({ reply }) => reply.manner === 'not found')],
  ]
}

async function findSections(engine: OpenAIParts, question: string): Promise<FoundSection[]> {
  const { data } = await search(engine, question, NOBODY, RESULTS)
  return data.map(({ filename: file, attributes }) => ({
    file,
    heading: attributes?.heading?.toString(),
  }))
}

async function measureOutside(engine: OpenAIParts, half: Half, shows: boolean): Promise<Row[]> {
  const asked: { kind: OutsideQuestion['kind']; reply: ReadReply }[] = []
  for (const { kind, question } of outsideQuestions(half)) {
    const reply = readReply(await startChat(engine, NOBODY)(question))
    asked.push({ kind, reply })
    if (shows && reply.manner === 'quoted') show(question, kind, reply.cited[0]?.heading)
  }
  return KINDS.flatMap((kind) => {
    const ofKind = asked.filter((each) => each.kind === kind)
    return MANNERS.map(
      ([manner, what]): Row => [
        `outside, ${kind}: ${what}`,
        share(ofKind, ({ reply }) => reply.manner === manner),
      ],
    )
  })
}

async function measureFiles(engine: OpenAIParts, half: Half, shows: boolean): Promise<Row[]> {
  const asked: (FileQuestion & { attached: boolean; listed: boolean })[] = []
  const sessions = new Map<string, string>()
  for (const each of fileQuestions(half)) {
    const { file, question, expected, id } = each
    const session = sessions.get(file) ?? `session-${id}`
    const filters = libraryAnd('session', session)
    if (!sessions.has(file)) {
      sessions.set(file, session)
      const document = { name: file, content: documentOf(each), what: `The file of ${id}` }
      await addFile(engine, document, { session })
    }
    const { output_text: withFile } = await startChat(engine, filters)(question, [file])
    const { output_text: fromLibrary } = await startChat(engine, filters)(question)
    const [attached, listed] = [isMet(expected, withFile), isMet(expected, fromLibrary)]
    asked.push({ ...each, attached, listed })
    if (shows && !(attached && listed)) show(question, file, attached ? fromLibrary : withFile)
  }
  const rowsOf = (name: string, some: typeof asked): Row[] => [
    [`own file, ${name}: attached to the message`, share(some, ({ attached }) => attached)],
    [`own file, ${name}: in the session's library`, share(some, ({ listed }) => listed)],
  ]
  return [
    ...rowsOf('all', asked),
    ...TASKS.flatMap((task) =>
      rowsOf(
        task,
        asked.filter((each) => each.task === task),
      ),
    ),
  ]
}

async function measureConversations(
  engine: OpenAIParts,
  half: Half,
  shows: boolean,
): Promise<Row[]> {
  const asked: { isRight: boolean }[] = []
  for (const { messages, expected } of conversations(half)) {
    const ask = startChat(engine, NOBODY)
    let last = ''
    for (const message of messages) last = (await ask(message)).output_text
    const isRight = isMet(expected, last)
    asked.push({ isRight })
    if (shows && !isRight) show(messages.join(' / '), last)
  }
  return [['conversation: what was said is repeated', share(asked, ({ isRight }) => isRight)]]
}

const LONGEST_SHOWN = 400

function show(question: string, ...got: (string | undefined)[]): void {
  console.log(`\n${question}`)
  for (const each of got) console.log(`  ${each?.replace(/\s+/g, ' ').slice(0, LONGEST_SHOWN)}`)
}
