/** When something may be asked for again. Plain data: the server says it, the page counts it down. */
export type Wait = {
  /** How long from the moment of the refusal. */
  seconds: number
  /** The end of it, in milliseconds since 1970. */
  until: number
}

/** Up to here a wait is counted down; a longer one is told as a time of day. */
export const LONGEST_COUNTDOWN_SECONDS = 10 * 60
const SECONDS_COUNTED = 90
const LONGEST_WAIT_SECONDS = 7 * 86_400
/** Up to here two clocks are taken to say the same. */
const ROUNDING_MS = 120_000

/**
 * @param seconds from now; anything but a positive number is no wait
 * @param resetsAt the same moment as an ISO time, which names a full hour better than a count of seconds does
 */
export function waitOf(seconds: number, resetsAt?: string, now = Date.now()): Wait | undefined {
  if (!(seconds > 0)) return undefined
  const bounded = Math.min(Math.ceil(seconds), LONGEST_WAIT_SECONDS)
  const counted = now + bounded * 1_000
  const named = Date.parse(resetsAt ?? '')
  const until = Math.abs(named - counted) < ROUNDING_MS ? named : counted
  return { seconds: bounded, until }
}

/** Never more than was asked for, whatever happens to the clock. */
export function secondsLeft({ seconds, until }: Wait, now: number) {
  return Math.min(Math.max(Math.ceil((until - now) / 1_000), 0), seconds)
}

/** How long until the words for what is left change, in milliseconds. */
export function nextChangeMs(wait: Wait, now: number) {
  const left = secondsLeft(wait, now)
  if (left > LONGEST_COUNTDOWN_SECONDS) return (left - LONGEST_COUNTDOWN_SECONDS) * 1_000
  if (left <= SECONDS_COUNTED) return Math.max(wait.until - now - (left - 1) * 1_000, 50)
  return Math.max(wait.until - now - (Math.ceil(left / 60) - 1) * 60_000, 50)
}

export const isCountedDown = ({ seconds }: Wait) => seconds <= LONGEST_COUNTDOWN_SECONDS

/** `in 27 seconds`, `in 3 minutes`, `at 02:00`, `tomorrow at 02:00`. */
export function waitWords(wait: Wait, left: number, timeOfDay: (until: number) => string): string {
  if (left > LONGEST_COUNTDOWN_SECONDS) return timeOfDay(wait.until)
  if (left > SECONDS_COUNTED) return `in ${Math.ceil(left / 60)} minutes`
  return left === 1 ? 'in 1 second' : `in ${left} seconds`
}

/** As the clock of the person who reads it has it. */
export function localTimeOfDay(until: number, now = Date.now(), locale?: string) {
  const at = new Date(until)
  const time = at.toLocaleTimeString(locale, { timeStyle: 'short' })
  const days = Math.round((dayOf(at) - dayOf(new Date(now))) / 86_400_000)
  if (days === 0) return `at ${time}`
  if (days === 1) return `tomorrow at ${time}`
  return `on ${at.toLocaleDateString(locale, { day: 'numeric', month: 'long' })} at ${time}`
}

/** For server rendering, where the reader's time zone is unknown. */
export const utcTimeOfDay = (until: number) =>
  `at ${new Date(until).toISOString().slice(11, 16)} UTC`

const dayOf = (at: Date) => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime()
