/** What a plan has to know about its creator, by the names that the form has for it. */
export const factNames = ['niche', 'audience', 'platforms', 'hours'] as const
export type FactName = (typeof factNames)[number]

/** An empty list was left out on purpose; what is not there was never asked. */
export type Facts = Partial<Record<FactName, string[]>>

const NOT_GIVEN = '(not given)'

/** Reads the lines `name: value, value` of what the creator has told in this session. */
export function readCreatorFacts(block: string): Facts {
  const facts: Facts = {}
  for (const { label, value } of linesOf(block)) {
    const name = factNames.find((each) => each === label)
    if (name) facts[name] = value === NOT_GIVEN ? [] : valuesOf(name, value)
  }
  return facts
}

/** The questions of a form are put in words; these tell which fact each is after. */
const questions: [asks: RegExp, name: FactName][] = [
  [/platforms?|where do you (post|publish)/i, 'platforms'],
  [/hours?|how much time/i, 'hours'],
  [/audience|\bwho\b|for whom/i, 'audience'],
  [/niche|\bwhat (do|is|are)\b|about/i, 'niche'],
]

/** Reads the lines `question: value, value` of a form that has been sent. */
export function readFormAnswers(block: string): Facts {
  const facts: Facts = {}
  for (const { label, value } of linesOf(block)) {
    const name = questions.find(([asks]) => asks.test(label))?.[1]
    if (!name || label === 'status' || value === '(unanswered)') continue
    facts[name] = value === '(skipped)' ? [] : valuesOf(name, value)
  }
  return facts
}

function linesOf(block: string): { label: string; value: string }[] {
  return block.split('\n').flatMap((line) => {
    const [, label = '', value = ''] = /^([^:]{1,200}?)\s*:\s*(.+)$/.exec(line.trim()) ?? []
    return label ? [{ label, value: value.trim() }] : []
  })
}

/** Only the platforms are a list; a comma in the other answers is the creator's own. */
function valuesOf(name: FactName, value: string): string[] {
  if (name !== 'platforms') return [value]
  return value
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
}

export function missingFrom(facts: Facts): FactName[] {
  return factNames.filter((name) => facts[name] === undefined)
}
