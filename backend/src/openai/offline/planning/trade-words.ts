const LEAD_IN = /^(?:(?:i['’]?m|i am|we are|we['’]re|i work as|as) )?(?:an? )?/i
/** What someone in a trade is about. */
const trades: [trade: RegExp, about: string | ((before: string) => string)][] = [
  [/career coach$/i, 'career growth'],
  [/business coach$/i, 'running a business'],
  [/(?:life|mindset) coach$/i, 'personal growth'],
  [/executive coach$/i, 'leadership'],
  [/personal trainer$|fitness (?:coach|trainer|instructor)$/i, 'fitness'],
  [/(?:real[- ]estate|estate) agent$|realtor$/i, 'buying or selling a home'],
  [
    /^(.+) (?:coach|teacher|instructor|tutor|trainer|expert|enthusiast|blogger|creator|influencer|youtuber)$/i,
    (before) => before,
  ],
  [/^(.*)videographer$/i, (before) => `${before}videography`],
  [/^(.*)photographer$/i, (before) => `${before}photos`],
  [/^(.*)designer$/i, (before) => `${before}design`],
  [/^(.*)(?:nutritionist|dieti[ct]ian)$/i, (before) => `${before}nutrition`],
  [/^(.*)psychologist$/i, (before) => `${before}psychology`],
  [/^(.*)therapist$/i, (before) => `${before}therapy`],
  [/^(.*)consultant$/i, (before) => `${before}consulting`],
  [/^(.*)copywriter$/i, (before) => `${before}copywriting`],
  [/^(.*)writer$/i, (before) => `${before}writing`],
  [/^(.*)baker$/i, (before) => `${before}baking`],
  [/^(.*)(?:chef|cook)$/i, (before) => `${before}cooking`],
  [/^(.*)potter$/i, (before) => `${before}pottery`],
  [/^(.*)painter$/i, (before) => `${before}painting`],
  [/^(.*)musician$/i, (before) => `${before}music`],
  [/^(.*)artist$/i, (before) => `${before}art`],
  [/^(.*)florist$/i, (before) => `${before}floristry`],
  [/^(.*)gardener$/i, (before) => `${before}gardening`],
  [/^(.*)developer$/i, (before) => `${before}development`],
  [/^(.*)marketer$/i, (before) => `${before}marketing`],
  [/^(.*)maker$/i, (before) => `${before}making`],
  [/^(.*)stylist$/i, (before) => `${before}styling`],
  [/^(.*)planner$/i, (before) => `${before}planning`],
  [/^(.*)(?:knitter)$/i, (before) => `${before}knitting`],
  [/^(.*)(?:dancer)$/i, (before) => `${before}dance`],
  [/^(.*)(?:jewell?er)$/i, (before) => `${before}jewellery making`],
]

/** What someone in a trade does, what that is about for others, and for whom they say it is. */
export function nameTrade(
  text: string,
): { work: string; about: string; people?: string } | undefined {
  const [trade = '', people] = text.replace(LEAD_IN, '').split(/ for (?:my |the )?| who | helping /)
  for (const [pattern, name] of trades) {
    const found = pattern.exec(trade)
    if (!found) continue
    const about = typeof name === 'string' ? name : name(found[1] ?? '')
    const work = doingOf(trade) ?? about
    return { work, about, ...(text.includes(' for ') && people && { people }) }
  }
  return undefined
}

/** What they do, where others do not do it themselves. */
function doingOf(trade: string): string | undefined {
  if (/coach$/i.test(trade)) return `${trade}ing`
  if (/photographer$/i.test(trade)) return trade.replace(/er$/i, 'y')
  return /agent$|realtor$/i.test(trade) ? 'real estate' : undefined
}
