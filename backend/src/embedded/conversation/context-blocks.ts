/** What the application tells the model in the user's role: notes in tags, quotations and marks. */
import { type Facts, readFacts } from '../plan/facts.ts'

/** A plan that stands in the conversation already. */
export type GivenPlan = { title: string; days: GivenDay[] }

export type GivenDay = {
  day: number
  /** `YYYY-MM-DD`, where the plan has a start. */
  date?: string
  format: string
  hook: string
  done: boolean
}

export type Noted = { facts?: Facts; plan?: GivenPlan; hasForm?: boolean; quotation?: string }

/** As `block` in `coach/input` writes them; a visitor's own words cannot pass for one. */
const TAGS = new Set([
  ...['CreatorFacts', 'StructuredInput', 'HiddenContext', 'EarlierTurns', 'EarlierSummary'],
  ...['Task', 'Plan', 'Document', 'ThoughtsSoFar', 'passage'],
])
const TAGGED = /^<([A-Z]\w*)\b[^>\n]*>\n([\s\S]*)$/
const QUOTED = /^The user refers to this text:\n([\s\S]*)$/
const OTHER_NOTES = [
  /^The user sees this widget \(id: /,
  /^This picture was drawn for the user\.$/,
  /^The @ in the message above is only a mark\./,
]

/** What a note says; `undefined` for the user's own words. */
export function readNote(text: string): Noted | undefined {
  const [, tag = '', body = ''] = TAGGED.exec(text) ?? []
  if (tag === 'CreatorFacts') return { facts: readFacts(body) }
  if (tag === 'StructuredInput') return { hasForm: true }
  if (tag === 'Plan') return { plan: readGivenPlan(body) }
  if (TAGS.has(tag) || OTHER_NOTES.some((note) => note.test(text))) return {}
  const [, quotation] = QUOTED.exec(text) ?? []
  return quotation === undefined ? undefined : { quotation }
}

const DAY = /^day (\d{1,2})(?: (\d{4}-\d{2}-\d{2}))? ([^:]+): (.+?)( \(done\))?$/
const TITLE = /^title: (.+)$/m

/** Reads a plan as `planForModel` words it, a line a day. */
function readGivenPlan(text: string): GivenPlan | undefined {
  const days = text.split('\n').flatMap((line): GivenDay[] => {
    const [, day, date, format = '', hook = '', done] = DAY.exec(line) ?? []
    return day ? [{ day: Number(day), ...(date && { date }), format, hook, done: !!done }] : []
  })
  return days.length > 0 ? { title: TITLE.exec(text)?.[1] ?? 'Content plan', days } : undefined
}
