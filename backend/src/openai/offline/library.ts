import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { loadCues, SEARCH_CUES } from './cues.ts'
import { type Passage, readPassages } from './passages.ts'
import { PassageIndex } from './ranking.ts'
import { loadRelatedWords, type RelatedWords } from './related-words.ts'
import { TermIndex, TermIndexBuilder } from './term-index.ts'
import { KnownQuestions } from './vectors/known-questions.ts'

/** A playbook of the permanent library. */
export interface Playbook {
  id: string
  filename: string
  title: string
  /** The subject in a few words, from the file's name. */
  topic: string
  bytes: number
  createdAt: number
  text: string
  passages: Passage[]
}

export interface Library {
  playbooks: Playbook[]
  index: PassageIndex
  /** The same passages in the same order, for ranking them as the uploads are ranked. */
  terms: TermIndex
  relatedWords: RelatedWords
  /** What each of the passages is asked for, in the same order. */
  knownQuestions: KnownQuestions
}

export const LIBRARY_ATTRIBUTES = { kind: 'library' } as const

export async function loadLibrary(folder: string): Promise<Library> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.md')).sort()
  const [cues, searchCues, relatedWords, ...playbooks] = await Promise.all([
    loadCues(),
    loadCues(SEARCH_CUES),
    loadRelatedWords(),
    ...names.map((name) => loadPlaybook(folder, name)),
  ])
  const passages = playbooks.flatMap((playbook) => playbook.passages)
  const terms = new TermIndexBuilder()
  const asked = passages.map(({ heading }) => [
    ...(cues.get(heading) ?? []),
    ...(searchCues.get(heading) ?? []),
  ])
  for (const [at, passage] of passages.entries()) terms.add(passage, asked[at])
  return {
    playbooks,
    index: new PassageIndex(passages, cues),
    terms: new TermIndex(terms.pack()),
    relatedWords,
    knownQuestions: new KnownQuestions(
      passages.map(({ heading }, at) => [heading, ...(asked[at] ?? [])]),
    ),
  }
}

async function loadPlaybook(folder: string, filename: string): Promise<Playbook> {
  const path = join(folder, filename)
  const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)])
  // The id follows the name, so that an answer's citations outlive a restart.
  const id = `file-library-${filename.replace(/\.md$/, '')}`
  const sections = readPassages({ fileId: id, filename }, text)
  return {
    id,
    filename,
    topic: filename.replace(/\.md$/, '').replaceAll('-', ' '),
    title: sections[0]?.path[0] ?? filename,
    bytes: Buffer.byteLength(text),
    createdAt: Math.floor(mtimeMs / 1000),
    text,
    // The lines under the title introduce the playbook; they answer nothing.
    passages: sections.filter(({ path }) => path.length > 1),
  }
}
