const IRREGULAR: Record<string, string> = {
  be: 'being',
  see: 'seeing',
  lie: 'lying',
  die: 'dying',
  tie: 'tying',
}
/** Short verbs double their last letter: "run" is "running"; longer ones mostly do not. */
const DOUBLES = /^[^aeiou]*[aeiou][bdgklmnprt]$/i
const DOUBLES_TOO = new Set(['begin', 'forget', 'quit', 'vlog', 'unwrap'])

/** The noun of a verb phrase: "bake vegan cakes" is "baking vegan cakes". */
export function gerundOf(phrase: string): string {
  const [verb = '', ...rest] = phrase.split(' ')
  const lower = verb.toLowerCase()
  const joined = rest
    .join(' ')
    .replace(
      /\b(and|or) ([a-z]+)\b(?= (?:a|an|the|my|your)\b)/g,
      (_, word, next) => `${word} ${oneGerund(next)}`,
    )
  return [oneGerund(lower), joined].filter(Boolean).join(' ')
}

function oneGerund(verb: string): string {
  if (/ing$/.test(verb) && verb.length > 5) return verb
  if (IRREGULAR[verb]) return IRREGULAR[verb]
  if (/[^eoy]e$/.test(verb)) return `${verb.slice(0, -1)}ing`
  if ((DOUBLES.test(verb) && verb.length <= 5) || DOUBLES_TOO.has(verb))
    return `${verb}${verb.at(-1)}ing`
  return `${verb}ing`
}
