import { lowerFirst, shorten, tidy } from './tidy-words.ts'

const IRREGULAR: Record<string, string> = {
  person: 'people',
  man: 'men',
  woman: 'women',
  child: 'children',
  wife: 'wives',
}
const PLURAL = /(?:people|men|women|children|folks?|youth|gen z|s)$/i

/** Whom a plan speaks to, as several people; undefined for everybody. */
export function readAudience(told: string): string | undefined {
  const text = shorten(
    tidy(told)
      .replace(
        /^(?:(?:my|our|the) (?:audience|viewers?|ideal clients?|followers?|target) (?:is|are) |(?:it['’]?s|it is|they are|they['’]re) |i (?:make (?:it|this|content) for|talk to|speak to|help) |for |mostly |mainly |people like )+/i,
        '',
      )
      .replace(/^(?:any|every)(?:one|body) (?:who|that|with) ?/i, (lead) =>
        /with/i.test(lead) ? 'people with ' : 'people who ',
      ),
    50,
  )
  if (
    text === '' ||
    /^(?:any|every)(?:one|body)$|^(?:all|me|everyone .*|the public|people|not sure.*|i don['’]?t know.*|no idea.*)$/i.test(
      text,
    )
  )
    return undefined
  if (/^\d/.test(text) && /^[\d\s–+-]+(?:years?(?: olds?)?)?$/i.test(text))
    return `people aged ${text.replace(/ ?years?.*$/i, '')}`
  const [, article, head = '', rest = ''] =
    /^(an? |the |my |our )?(.+?)((?: (?:who|with|of|in|over|under|from|and|or|aged?|between|looking|trying|that|on|starting|learning)\b.*)?)$/i.exec(
      text,
    ) ?? []
  const plural = pluralOf(head, article !== undefined && /^an? /i.test(article))
  return lowerFirst(`${plural}${agree(rest, head === 'people')}`)
}

function pluralOf(head: string, isSingle: boolean): string {
  const words = head.split(' ')
  const last = words.at(-1) ?? ''
  if (!isSingle && PLURAL.test(head) && !/ss$/i.test(last)) return head
  if (/[A-Z\d]$/.test(last)) return `${head} viewers`
  const plural =
    IRREGULAR[last.toLowerCase()] ??
    (/[^aeiou]y$/i.test(last)
      ? last.replace(/y$/i, 'ies')
      : /(?:s|x|ch|sh)$/i.test(last)
        ? `${last}es`
        : `${last}s`)
  return [...words.slice(0, -1), plural].join(' ')
}

/** "who loves" of one is "who love" of several. */
function agree(rest: string, wasAnyone: boolean): string {
  const forms: Record<string, string> = {
    is: 'are',
    has: 'have',
    does: 'do',
    wants: 'want',
    "doesn't": "don't",
  }
  return rest.replace(/^( who )([a-z']+)/i, (_, who: string, verb: string) => {
    const plain = verb.length > 3 ? verb.replace(/(?<=[^s])s$/, '') : verb
    return `${who}${forms[verb] ?? (wasAnyone || /s$/.test(verb) ? plain : verb)}`
  })
}
