/** What a playbook gives a plan: first lines by the job of a post, tasks, and which job comes on which day. */

export type PlanLine = { job: string; format: string; hook: string; isPost: boolean }

export type PlanLines = {
  lines: PlanLine[]
  /** For so many hours a week: the jobs of Monday to Sunday; of several, each week takes the next. */
  weeks: Map<string, string[][]>
  /** Which of the texts holds the first lines. */
  textIndex: number
}

const LINES = 'job|format|first line'
const TASKS = 'job|task'
const WEEKS = 'hours a week|monday|tuesday|wednesday|thursday|friday|saturday|sunday'

/** Known by the columns of their tables; `undefined` where a table is missing. */
export function readPlanLines(markdownTexts: string[]): PlanLines | undefined {
  const lines: PlanLine[] = []
  const weeks = new Map<string, string[][]>()
  let textIndex = -1
  for (const [at, text] of markdownTexts.entries())
    for (const [columns, job = '', ...cells] of readRows(text)) {
      const [format = '', hook = ''] = cells
      if (columns === LINES) lines.push({ job, format, hook: unquoted(hook), isPost: true })
      if (columns === TASKS) lines.push({ job, format: job, hook: format, isPost: false })
      if (columns === WEEKS)
        weeks.set(
          job,
          cells.map((jobs) => jobs.split(/\s*,\s*/)),
        )
      if (columns === LINES && textIndex < 0) textIndex = at
    }
  return lines.some(({ isPost }) => isPost) && weeks.size > 0
    ? { lines, weeks, textIndex }
    : undefined
}

/** The rows of all tables, each after the names of its columns. */
function* readRows(markdown: string): Generator<string[]> {
  let columns = ''
  for (const line of markdown.split('\n')) {
    const cells = line
      .trim()
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim())
    if (cells.length === 0) columns = ''
    else if (columns === '') columns = cells.join('|').toLowerCase()
    else if (!/^:?-+:?$/.test(cells[0] ?? '')) yield [columns, ...cells]
  }
}

const unquoted = (hook: string) => hook.replace(/^["“]|["”]$/g, '')
