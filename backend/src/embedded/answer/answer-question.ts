/** Answers a message by quotation: from the visitor's files, from what they said, from the library. */
import { plainText } from '../search/passages.ts'
import { type Found, search } from '../search/search.ts'
import { termsOf, wordsOf } from '../search/terms.ts'
import type { Access, AttachedFile, Files } from '../storage/files.ts'
import { type Answer, AnswerWriter, OFFER_CHOICES, say, shownOf } from './answer.ts'
import { withoutOperations } from './ask-tables.ts'
import { asksForOutline, writeFromFiles, writeOutline } from './own-files.ts'
import { answerFromSaid, readRequest, saidOf } from './requests.ts'

/** What the newest message asks, and what went before it. */
export type Asked = {
  text: string
  /** The text that the message refers to. */
  quotation?: string
  /** Earlier messages of the visitor in this chat, oldest first, and in others. */
  said: string[]
  saidElsewhere: string[]
  /** The answers so far, with the choices that they offered. */
  given: string[]
  /** Documents that came with the message. */
  files: { id?: string; name?: string }[]
  pictures: number
}

/**
 * A section is quoted as the answer from this sum of score and coverage on, and offered as a choice from this score
 * on. Set on the open half of `test/evaluation`: 32 of 83 questions that the library answers and 1 of 41 others reach
 * the first, 79 and 21 the second.
 */
const QUOTED = 1.5
const OFFERED = 0.6
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

type Inputs = [asked: Asked, files: Files, access: Access, functions: ReadonlySet<string>]

/** @param inputs the last are the names of the functions that the client offers */
export function answerQuestion(...inputs: Inputs): Answer {
  const answer = new Answering(...inputs).answer()
  const isRepeated = answer.search && isSame(shownOf(answer), inputs[0].given.at(-1))
  return isRepeated ? new Answering(...inputs).sayNothingElse() : answer
}

/** Long answers reach the engine shortened in a conversation. */
const isSame = (text: string, given = '') =>
  text.slice(0, COMPARED_CHARS) === given.slice(0, COMPARED_CHARS)

class Answering {
  readonly #writer = new AnswerWriter()
  readonly #asked: Asked
  readonly #files: Files
  readonly #access: Access
  readonly #functions: ReadonlySet<string>
  readonly #question: string

  constructor(...[asked, files, access, functions]: Inputs) {
    this.#asked = asked
    this.#files = files
    this.#access = access
    this.#functions = functions
    this.#question = questionOf(asked)
  }

  answer(): Answer {
    const { text, said, saidElsewhere, files, pictures } = this.#asked
    if (pictures > 0)
      this.#writer.block('I cannot see pictures: without a language model I read only text.')
    const request = readRequest(text)
    const isTask = request.kind === 'task'
    if (isTask) this.#writer.block(`I cannot ${request.verb}. ${HOW_TO_SWITCH}`)
    if (files.length > 0) return this.#answerFromAttached()
    if (request.kind === 'thanks') return say('Gladly. What would you like to look at next?')
    if (request.kind === 'greeting')
      return say(`Hello! What would you like to work on? ${HOW_TO_SWITCH}`)
    const allSaid = [...saidElsewhere, ...said]
    const remembered = answerFromSaid(text, allSaid)
    if (remembered) return say(remembered)

    const fromFiles = this.#answerFromOwn()
    if (fromFiles) return fromFiles
    const library = this.#search('library')
    if (!isClose(library[0])) {
      const told = saidOf(text, allSaid)
      if (told) return say(told)
      if (request.kind === 'statement')
        return say(`Good to know. What would you like to work on? ${HOW_TO_SWITCH}`)
    }
    return this.#answerFromLibrary(library, isTask)
  }

  sayNothingElse(): Answer {
    const next = distinct(this.#search('library')).filter(
      (found) => !this.#asked.given.some((answer) => answer.includes(headingOf(found))),
    )
    return this.#offer('I have nothing else on this than what I just said.', next)
  }

  #answerFromAttached(): Answer {
    const { text, files: mentions } = this.#asked
    const attached = this.#files.listAttached({ ...this.#access, part: 'own' })
    const readable: AttachedFile[] = []
    for (const mention of mentions) {
      const file = fileOf(mention, attached)
      if (file?.status === 'completed') readable.push(file)
      else this.#writer.block(notReadable(mention.name, file))
    }
    if (readable.length === 0) return this.#writer.finish([])
    const fileIds = readable.map(({ fileId }) => fileId)
    const found = this.#searchOwn(text, fileIds)
    const isOutline = readable.every((file) => asksForOutline(text, file))
    if (!isOutline && found.length > 0) {
      writeFromFiles(this.#writer, this.#files, text, found)
    } else {
      if (!isOutline) this.#writer.block('I did not find this in the file. This is what it has:')
      for (const file of readable) writeOutline(this.#writer, this.#files, file)
    }
    return this.#writer.finish([text], found)
  }

  /** Nothing where the visitor has no files, or the library answers better. */
  #answerFromOwn(): Answer | undefined {
    const own = this.#files.listAttached({ ...this.#access, part: 'own' })
    const mentioned = own.length > 0 ? fileNamed(this.#question, own) : undefined
    if (mentioned && asksForOutline(this.#question, mentioned)) {
      writeOutline(this.#writer, this.#files, mentioned)
      return this.#finish()
    }
    const found = this.#searchOwn(this.#question, mentioned && [mentioned.fileId])
    const [best] = found
    if (!best) return undefined
    const [shared] = this.#search('library')
    const [least, share] = isCovered(shared)
      ? [OWN_COVERED, OWN_SHARE]
      : [OWN_CLOSE, OWN_CLOSE_SHARE]
    const isAbout =
      best.exclusive >= OWN_EXCLUSIVE ||
      (best.coverage >= least && best.coverage >= share * (shared?.coverage ?? 0))
    if (!mentioned && !isAbout) return undefined
    writeFromFiles(this.#writer, this.#files, this.#question, found)
    if (shared && isClose(shared))
      this.#writer.block(`**Also in the library**\n\n- ${headingOf(shared)}`, shared)
    return this.#finish(found)
  }

  #answerFromLibrary(library: Found[], isTask: boolean): Answer {
    const quoted = this.#asked.given.map(plainText)
    const fresh = library.filter((found) => !isGiven(found, quoted))
    // A choice that is pressed asks by the heading.
    const named = fresh.find((found) => headingOf(found) === this.#question)
    const [best, ...others] = distinct(named ? [named, ...fresh] : fresh)
    if (!best) {
      this.#writer.block(
        library.length > 0
          ? 'I have nothing else on this in the library.'
          : `I did not find this in the library. ${HOW_TO_SWITCH}`,
      )
      return this.#finish()
    }
    const isNext = !named && best !== library[0]
    const shown = 'I have shown you the section that is closest to this.'
    if (named || isCovered(best)) {
      const also = others.slice(0, MOST_CHOICES - 1)
      if (isNext) this.#writer.block(`${shown} The next one:`)
      this.#writer.block(`### ${headingOf(best)}\n\n${best.text}`, best)
      if (also.length > 0) this.#writer.block('**Also in the library**\n')
      for (const found of also) this.#writer.line(`- ${headingOf(found)}`, found)
      return this.#finish(library)
    }
    const sections = [best, ...others]
    const isOffered = isClose(best) && others.length > 0
    if (isTask && !isOffered) return this.#finish()
    // What does not answer is no source.
    const sources = isOffered ? library : []
    if (isNext) return this.#offer(`${shown} The next ones:`, sections, sources)
    if (isOffered) return this.#offer(SEVERAL, sections, sources)
    return this.#offer('I did not find this in the library. The closest it has:', sections)
  }

  /**
   * Shows headings to choose from: as buttons where the client has them, else as a list.
   * @param sources empty where none of them answers; they are not cited then
   */
  #offer(lead: string, sections: Found[], sources: Found[] = []): Answer {
    const offered = sections.slice(0, MOST_CHOICES)
    const cited = sources.length > 0 ? offered : []
    if (offered.length > 1 && this.#functions.has(OFFER_CHOICES)) {
      this.#writer.block(lead, ...cited)
      const choices = offered.map(headingOf)
      return { ...this.#finish(sources), call: { name: OFFER_CHOICES, arguments: { choices } } }
    }
    this.#writer.block(offered.length > 0 ? `${lead}\n` : lead)
    for (const [at, found] of offered.entries())
      this.#writer.line(`- ${headingOf(found)}`, ...cited.slice(at, at + 1))
    return this.#finish(sources)
  }

  #search(part: 'own' | 'library', question = this.#question, fileIds?: string[]): Found[] {
    return search(this.#files, { ...this.#access, part, fileIds }, question, MOST_FOUND)
  }

  /** Words for operations are looked for only where there is nothing else: “sum of the total column”. */
  #searchOwn(question: string, fileIds?: string[]): Found[] {
    const found = this.#search('own', withoutOperations(question), fileIds)
    return found.length > 0 ? found : this.#search('own', question, fileIds)
  }

  #finish(alsoFound: Found[] = []): Answer {
    return this.#writer.finish([this.#question], alsoFound)
  }
}

const SEVERAL = 'The library has several sections on this. Which one helps?'

const isCovered = (found?: Found) => found !== undefined && found.score + found.coverage >= QUOTED

const isClose = (found?: Found) => found !== undefined && found.score >= OFFERED

const headingOf = ({ path, filename }: Found) => path.at(-1) ?? filename

/** The first of each heading. */
function distinct(found: Found[]): Found[] {
  const keyed = found.map((each) => [headingOf(each).toLowerCase(), each] as const)
  return [...new Map(keyed.toReversed()).values()].reverse()
}

/** Whether an answer so far has quoted the section. @param quoted the answers as plain text */
function isGiven({ text }: Found, quoted: string[]): boolean {
  const beginning = plainText(text).slice(0, RECOGNISED_CHARS)
  return quoted.some((answer) => answer.includes(beginning))
}

const GOES_ON = /^\s*(?:and|but|or|what about|how about|also|an? example|examples?|for)\b.{0,60}$/i
/** With more, a message is a question of its own. */
const MOST_WORDS_ON = 6

/**
 * “What else?” asks the last question again. A few words after it (“and for groups?”) go on with it, and a
 * reply that says nothing itself asks about what it refers to.
 */
function questionOf({ text, quotation, said }: Asked): string {
  const isMore = readRequest(text).kind === 'more'
  const isEmpty = termsOf(text).length === 0
  if (isEmpty && quotation) return quotation
  const last = said.findLast(
    (each) => termsOf(each).length > 0 && readRequest(each).kind !== 'more',
  )
  if (last === undefined) return text
  if (isMore || isEmpty) return last
  return GOES_ON.test(text) && wordsOf(text).length <= MOST_WORDS_ON ? `${last}\n${text}` : text
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

/** The newest file that the question names; “the file” is the newest of all. */
function fileNamed(question: string, own: AttachedFile[]): AttachedFile | undefined {
  const asked = question.toLowerCase()
  const named = own.find(({ filename }) => {
    const name = filename.toLowerCase().replace(/\.\w+$/, '')
    const spoken = name.replaceAll(/[-_]/g, ' ')
    return name.length >= SHORTEST_NAME && (asked.includes(name) || asked.includes(spoken))
  })
  return named ?? (FILE.test(asked) ? own[0] : undefined)
}
