import type { Catalogue, FoundPassage, Scope } from '../catalogue.ts'
import { LIBRARY_ATTRIBUTES } from '../library.ts'
import type { Passage } from '../passages.ts'

/** What the library gives a plan: lines to fill in, and the sections that say how a month is built. */
export interface PlanMaterial {
  /** First lines of posts, by the job that a post does. */
  posts: Map<string, PostLine[]>
  /** What to do on a day without a post, by the kind of day. */
  others: Map<string, string[]>
  sources: Record<Source, FoundPassage>
}

export interface PostLine {
  format: string
  hook: string
}

const headings = {
  teaching: 'Plan lines that teach and prove',
  telling: 'Plan lines that tell, answer and invite',
  others: 'What to do on the days between posts',
  month: 'The full 30-day content plan, day by day',
  rhythm: 'How often should I post',
  threeHours: 'A content plan for three hours a week',
  batching: 'How to batch a month of content',
}
type Source = keyof typeof headings

/** Undefined where the library in scope does not hold what a plan is made of. */
export function readPlanMaterial(catalogue: Catalogue, scope: Scope): PlanMaterial | undefined {
  const passages = catalogue.playbooksIn(scope).flatMap((playbook) => playbook.passages)
  const find = (source: Source) => {
    const passage = passages.find(({ heading }) => heading === headings[source])
    return passage && toFound(passage)
  }
  const sources = {
    teaching: find('teaching'),
    telling: find('telling'),
    others: find('others'),
    month: find('month'),
    rhythm: find('rhythm'),
    threeHours: find('threeHours'),
    batching: find('batching'),
  }
  if (!isComplete(sources)) return undefined
  const { teaching, telling, others } = sources
  const readPost = ([format = '', hook = '']: string[]) => ({ format, hook: unquoted(hook) })
  return {
    posts: group([teaching, telling], readPost),
    others: group([others], ([task = '']) => task),
    sources,
  }
}

function isComplete(
  sources: Record<Source, FoundPassage | undefined>,
): sources is Record<Source, FoundPassage> {
  return Object.values(sources).every((source) => source !== undefined)
}

function unquoted(hook: string): string {
  return hook.replace(/^["“]|["”]$/g, '')
}

/** The rows of tables by their first cells. */
function group<Entry>(
  found: FoundPassage[],
  read: (cells: string[]) => Entry,
): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>()
  const tables = found.flatMap(({ passage }) => passage.blocks.tables)
  for (const row of tables.flatMap(({ rows }) => rows)) {
    const [job = '', ...cells] = row
      .replace(/^\||\|$/g, '')
      .split('|')
      .map((cell) => cell.trim())
    groups.set(job, [...(groups.get(job) ?? []), read(cells)])
  }
  return groups
}

/** A section that is known by its heading answers in full. */
function toFound(passage: Passage): FoundPassage {
  return {
    passage,
    score: 1,
    coverage: 1,
    fit: 1,
    isFocused: true,
    attributes: LIBRARY_ATTRIBUTES,
    isUpload: false,
  }
}
