/** Answers a message by quotation: from the visitor's files, from what they said, from the library. */
import type { Found } from '../search/found.ts'
import { plainText } from '../search/markdown.ts'
import { search } from '../search/search.ts'
import { termsOf, wordsOf } from '../search/terms.ts'
import type { Access, AttachedFile, Files } from '../storage/files.ts'
import { type Answer, AnswerWriter, say } from './answer.ts'
import { withoutOperations } from './ask-tables.ts'
import { asksForOutline, writeFromFiles, writeOutline } from './own-files.ts'
import { readRequest } from './requests.ts'
import { answerFromSaid } from './said.ts'

/** What the newest message asks, and what went before it. */
export type Asked = {
  text: string
  /** The text that the message refers to. */
  quotation?: string
  /** Earlier messages of the visitor, oldest first. */
  said: string[]
  /** The answers so far. */
  given: string[]
  /** Documents that came with the message. */
  files: { id?: string; name?: string }[]
  pictures: number
}

/**
 * From which sum of score and coverage on a section is quoted as the answer, and from which score on it is
 * offered. Set on the open half of `test/evaluation`: 31 of 83 questions that the library answers are above the
 * first, and none of 41 others; 78 and 17 are above the second.
 */
const QUOTED = 1.4
const OFFERED = 0.5
/** Which share of a question a file of the visitor has to cover. */
const OWN_COVERED = 0.4
/** And of what the library covers. */
const OWN_SHARE = 0.8
/** The same, where the library has no answer. */
const OWN_CLOSE = 0.2
const OWN_CLOSE_SHARE = 0.5
/** Of words that the library does not have at all. */
const OWN_EXCLUSIVE = 0.3

const MOST_FOUND = 20
const MOST_CHOICES = 3
const RECOGNISED_CHARS = 80
const COMPARED_CHARS = 1000

const HOW_TO_SWITCH =
  'I quote the coaching library and your files. With an OPENAI_API_KEY on the server, a language model answers instead.'

const OFFER_CHOICES = 'offer_choices'

/** @param functions names of the functions that the client offers */
export function answerQuestion(
  asked: Asked,
  files: Files,
  access: Access,
  functions: ReadonlySet<string>,
): Answer {
  const answer = writeAnswer(asked, files, access, functions)
  const isRepeated = answer.search && isSame(answer.text, asked.given.at(-1))
  return isRepeated ? sayNothingElse(asked, files, access) : answer
}

function writeAnswer(
  asked: Asked,
  files: Files,
  access: Access,
  functions: ReadonlySet<string>,
): Answer {
  const own: Access = { ...access, part: 'own' }
  const writer = new AnswerWriter()
  if (asked.pictures > 0)
    writer.block('I cannot see pictures: without a language model I read only text.')
  const request = readRequest(asked.text)
  const isTask = request.kind === 'task'
  if (isTask) writer.block(`I cannot ${request.verb}. ${HOW_TO_SWITCH}`)
  if (asked.files.length > 0) return answerFromAttached(writer, asked, files, own)

  if (request.kind === 'thanks') return say('Gladly. What would you like to look at next?')
  if (request.kind === 'greeting') {
    return say(`Hello! What would you like to work on? ${HOW_TO_SWITCH}`)
  }
  const said = answerFromSaid(asked.text, asked.said)
  if (said) return say(said)

  const question = questionOf(asked)
  const fromFiles = answerFromOwn(writer, question, files, access)
  if (fromFiles) return fromFiles
  const library = search(files, { ...access, part: 'library' }, question, MOST_FOUND)
  if (request.kind === 'statement' && !isClose(library[0])) {
    return say(`Good to know. What would you like to work on? ${HOW_TO_SWITCH}`)
  }
  return answerFromLibrary(writer, question, asked.given, library, functions, isTask)
}

/** Long answers reach the engine shortened in a conversation. */
const isSame = (text: string, given = '') =>
  text.slice(0, COMPARED_CHARS) === given.slice(0, COMPARED_CHARS)

function sayNothingElse(asked: Asked, files: Files, access: Access): Answer {
  const question = questionOf(asked)
  const library = search(files, { ...access, part: 'library' }, question, MOST_FOUND)
  const next = distinct(library)
    .filter((found) => !asked.given.some((answer) => answer.includes(headingOf(found))))
    .slice(0, MOST_CHOICES)
  const writer = new AnswerWriter().block('I have nothing else on this than what I just said.')
  if (next.length > 0) writer.block('**Also in the library**\n')
  for (const found of next) writer.line(`- ${headingOf(found)}`)
  return writer.finish([question])
}

/**
 * “What else?” asks the last question again. A few words after it (“and for groups?”) go on with it, and a
 * reply that says nothing itself asks about what it refers to.
 */
function questionOf({ text, quotation, said }: Asked): string {
  const isMore = readRequest(text).kind === 'more'
  const terms = termsOf(text).length
  if (terms === 0 && quotation) return quotation
  const last = said.findLast(
    (each) => termsOf(each).length > 0 && readRequest(each).kind !== 'more',
  )
  const goesOn = GOES_ON.test(text) && wordsOf(text).length <= MOST_WORDS_ON
  if (last === undefined || (terms > 0 && !isMore && !goesOn)) return text
  return isMore || terms === 0 ? last : `${last}\n${text}`
}

const GOES_ON = /^\s*(?:and|but|or|what about|how about|also|an? example|examples?|for)\b.{0,60}$/i
/** With more, a message is a question of its own. */
const MOST_WORDS_ON = 6

function answerFromAttached(
  writer: AnswerWriter,
  { text, files: mentions }: Asked,
  files: Files,
  own: Access,
): Answer {
  const attached = files.listAttached(own)
  const readable: AttachedFile[] = []
  for (const mention of mentions) {
    const file = fileOf(mention, attached)
    if (file?.status === 'completed') readable.push(file)
    else writer.block(notReadable(mention.name, file))
  }
  if (readable.length === 0) return writer.finish([])
  const fileIds = readable.map(({ fileId }) => fileId)
  const found = searchOwn(text, files, { ...own, fileIds })
  const isOutline = readable.every((file) => asksForOutline(text, file))
  if (isOutline || found.length === 0) {
    if (!isOutline) writer.block('I did not find this in the file. This is what it has:')
    for (const file of readable) writeOutline(writer, files, file)
  } else {
    writeFromFiles(writer, files, text, found)
  }
  return writer.finish([text], found)
}

/** Words for operations are looked for only where there is nothing else: “sum of the total column”. */
function searchOwn(question: string, files: Files, own: Access): Found[] {
  const found = search(files, own, withoutOperations(question), MOST_FOUND)
  return found.length > 0 ? found : search(files, own, question, MOST_FOUND)
}

/** Nothing where the visitor has no files, or the library answers better. */
function answerFromOwn(
  writer: AnswerWriter,
  question: string,
  files: Files,
  access: Access,
): Answer | undefined {
  const own: Access = { ...access, part: 'own' }
  const [mentioned] = filesNamed(question, files.listAttached(own))
  if (mentioned && asksForOutline(question, mentioned)) {
    writeOutline(writer, files, mentioned)
    return writer.finish([question])
  }
  const fileIds = mentioned && [mentioned.fileId]
  const found = searchOwn(question, files, { ...own, fileIds })
  const [best] = found
  if (!best) return undefined
  const [shared] = search(files, { ...access, part: 'library' }, question, 1)
  const [least, share] = isCovered(shared) ? [OWN_COVERED, OWN_SHARE] : [OWN_CLOSE, OWN_CLOSE_SHARE]
  const isAbout =
    best.exclusive >= OWN_EXCLUSIVE ||
    (best.coverage >= least && best.coverage >= share * (shared?.coverage ?? 0))
  if (!mentioned && !isAbout) return undefined
  writeFromFiles(writer, files, question, found)
  if (shared && isClose(shared)) {
    writer.block(`**Also in the library**\n\n- ${headingOf(shared)}`, shared)
  }
  return writer.finish([question], found)
}

function answerFromLibrary(
  writer: AnswerWriter,
  question: string,
  given: string[],
  library: Found[],
  functions: ReadonlySet<string>,
  isTask: boolean,
): Answer {
  const quoted = given.map(plainText)
  const fresh = library.filter((found) => !isGiven(found, quoted))
  // A choice that is pressed asks by the heading.
  const named = fresh.find((found) => headingOf(found) === question)
  const [best, ...others] = distinct(named ? [named, ...fresh] : fresh)
  if (!best) {
    const isAllGiven = library.length > 0
    writer.block(
      isAllGiven
        ? 'I have nothing else on this in the library.'
        : `I did not find this in the library. ${HOW_TO_SWITCH}`,
    )
    return writer.finish([question])
  }
  const isNext = !named && library[0] !== undefined && isGiven(library[0], quoted)
  const also = others.slice(0, MOST_CHOICES - 1)
  if (named || isCovered(best)) {
    if (isNext) writer.block('I have shown you the section that is closest to this. The next one:')
    writer.block(`### ${headingOf(best)}\n\n${best.text}`, best)
    if (also.length > 0) writer.block('**Also in the library**\n')
    for (const found of also) writer.line(`- ${headingOf(found)}`, found)
    return writer.finish([question], library)
  }
  const isOffered = best.score >= OFFERED && also.length > 0
  if (isTask && !isOffered) return writer.finish([question])
  writer.block(`${leadTo(isNext, isOffered)}\n`)
  const choices = [best, ...also]
  for (const found of choices) writer.line(`- ${headingOf(found)}`, isOffered ? found : undefined)
  // What does not answer is no source.
  const answer = writer.finish([question], isOffered ? library : [])
  if (!isOffered || !functions.has(OFFER_CHOICES)) return answer
  const call = { name: OFFER_CHOICES, arguments: { choices: choices.map(headingOf) } }
  return { ...answer, call }
}

function leadTo(isNext: boolean, isOffered: boolean): string {
  if (isNext) return 'I have shown you the section that is closest to this. The next ones:'
  if (isOffered) return 'The library has several sections on this. Which one helps?'
  return 'I did not find this in the library. The closest it has:'
}

const isCovered = (found?: Found) => found !== undefined && found.score + found.coverage >= QUOTED

const isClose = (found?: Found) => found !== undefined && found.score >= OFFERED

const headingOf = ({ path, filename }: Found) => path.at(-1) ?? filename

/** The first of each heading. */
function distinct(found: Found[]): Found[] {
  return [...new Map(found.toReversed().map((each) => [headingOf(each), each])).values()].reverse()
}

/** Whether an answer so far has quoted the section. @param quoted the answers as plain text */
function isGiven({ text }: Found, quoted: string[]): boolean {
  const beginning = plainText(text).slice(0, RECOGNISED_CHARS)
  return quoted.some((answer) => answer.includes(beginning))
}

function fileOf({ id, name }: Asked['files'][number], own: AttachedFile[]) {
  const onOneLine = (text = '') => text.replace(/\s+/g, ' ')
  return own.find(({ fileId, filename }) =>
    id ? fileId === id : onOneLine(filename) === onOneLine(name),
  )
}

function notReadable(name = 'your file', file: AttachedFile | undefined): string {
  if (file?.status === 'failed') return `I could not read ${name}: ${file.lastError?.message}`
  if (file) return `I am still reading ${name}. Ask again in a few seconds.`
  return `I cannot find ${name} among the files I can read here; it may still be on its way.`
}

const FILE =
  /\b(?:this|the|my) (?:file|doc(?:ument)?|pdf|attachment|upload|(?:spread)?sheet|presentation|deck|book)\b/
const SHORTEST_NAME = 4

/** Files that the question names, newest first; “the file” is the newest of all. */
function filesNamed(question: string, own: AttachedFile[]): AttachedFile[] {
  const asked = question.toLowerCase()
  const named = own.filter(({ filename }) => {
    const name = filename.toLowerCase().replace(/\.\w+$/, '')
    const spoken = name.replaceAll(/[-_]/g, ' ')
    return name.length >= SHORTEST_NAME && (asked.includes(name) || asked.includes(spoken))
  })
  return named.length > 0 || !FILE.test(asked) ? named : own.slice(0, 1)
}
