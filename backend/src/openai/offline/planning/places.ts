import type { HourBand } from './stated-facts.ts'

/** Where a post goes: one piece may suit several platforms, a long one has a platform of its own. */
export interface Place {
  name: string
  isFilmed: boolean
  /** Long pieces come once a week or every second week. */
  isLong: boolean
}

const SHORT_VIDEO = ['TikTok', 'Instagram']
const LONG = ['YouTube', 'Podcast', 'Newsletter']

/** The places of someone's platforms, the one they named first before the others. */
export function readPlaces(platforms: string[]): Place[] {
  const short = platforms.filter((name) => SHORT_VIDEO.includes(name))
  const hasOnlyYouTube = short.length === 0 && platforms.includes('YouTube')
  const videos = hasOnlyYouTube ? ['YouTube Shorts'] : short
  const places = platforms.flatMap((name): Place[] => {
    if (LONG.includes(name)) return [{ name, isFilmed: name === 'YouTube', isLong: true }]
    if (!SHORT_VIDEO.includes(name)) return [{ name, isFilmed: false, isLong: false }]
    return name === short[0] ? [{ name: videos.join(', '), isFilmed: true, isLong: false }] : []
  })
  return hasOnlyYouTube
    ? [{ name: 'YouTube Shorts', isFilmed: true, isLong: false }, ...places]
    : places
}

/** Where the posts of a week go, in their order; undefined stands for a day on which nothing goes out. */
export function placesOfWeek(
  places: Place[],
  posts: number,
  week: number,
  hours?: HourBand,
): (Place | undefined)[] {
  const short = places.filter(({ isLong }) => !isLong)
  const long = places.filter(({ isLong }) => isLong)
  const due = longOfWeek(long, short.length > 0, week, hours).slice(0, posts)
  const room = posts - due.length
  const others = Array.from({ length: room }, (_, at) => shortAt(short, at))
  // The long piece closes the week: the short ones lead up to it.
  return short.length > 0 ? [...others, ...due] : [...due, ...others]
}

/** Two of three posts go to the main place. */
function shortAt([main, ...rest]: Place[], at: number): Place | undefined {
  return at % 3 === 2 && rest.length > 0 ? rest[Math.floor(at / 3) % rest.length] : main
}

/** With few hours a long piece comes every second week, and one platform after the other. */
function longOfWeek(long: Place[], hasShort: boolean, week: number, hours?: HourBand): Place[] {
  const isScarce = hours === 'Under 3' || (hours === '3 to 5' && hasShort)
  if (!isScarce) return long
  const isEverySecond = hasShort || long.length === 1
  if (isEverySecond && week % 2 === (hasShort ? 0 : 1)) return []
  const turn = isEverySecond ? Math.floor(week / 2) : week
  return long.slice(turn % long.length, (turn % long.length) + 1)
}
