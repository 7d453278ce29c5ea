import type { Who } from './asking.ts'

/** What the headings call a trade, and what those in it call themselves. */
const trades: [heading: RegExp, people: RegExp][] = [
  [
    /fitness/i,
    /fitness|\b(personal )?trainers?\b|\bpt\b|\bgym|pilates|yoga|crossfit|running|strength|dance/i,
  ],
  [
    /business/i,
    /business|consult|entrepreneur|marketing|agency|founder|freelanc|executive|mentor|leadership|finance|money/i,
  ],
  [/career/i, /career|recruit|\bjob|\bcv\b|interview|management/i],
  [/photographer/i, /photograph|videograph|filmmaker/i],
  [
    /handmade|makers/i,
    /handmade|etsy|\bmakers?\b|potter|ceramic|jewell?er|candle|craft|knit|artist|baker|painter|crochet|soap|florist/i,
  ],
  [/real-estate/i, /real.?estate|realtors?|estate agent|propert|\bagents?\b/i],
  [/nutritionist/i, /nutrition|dieti|health|wellness|food|\bchefs?\b/i],
  [/language/i, /language|spanish|english|french|german|italian|\btutors?\b|\bteachers?\b/i],
  [/parenting/i, /parent|\bmums?\b|\bmoms?\b|\bdads?\b|famil/i],
  [
    /wellbeing|therapist/i,
    /therap|counsel|psycholog|meditat|mindful|yoga|heal(er|ing)|well-?being|wellness|breathwork|reiki/i,
  ],
]

/** Whether a section is written for the trade someone is in. */
export function isForTrade(heading: string, who: Who | undefined): boolean {
  return (
    who !== undefined &&
    trades.some(([named, people]) => named.test(heading) && people.test(who.name))
  )
}
