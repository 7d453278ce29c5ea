/** What the log may know of an error: its kind and place. What it says may hold what a visitor has written. */

export type Failure = {
  kind: string
  /** The function, file and line that it comes from. */
  place?: string
  /** The pattern of the address, such as `/chat/:threadId`. */
  route?: string
}

export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { kind: typeof error }
  const codes = [error, error.cause].map(codeOf).filter((code) => code !== undefined)
  return { kind: [nameOf(error), ...codes].join(' '), place: placeOf(error) }
}

/** Into the log line of the request where our own server runs, else into a line of its own. */
export function report({ failures }: { failures?: Failure[] }, failure: Failure) {
  if (failures) failures.push(failure)
  else logLine('error', 'request failed', failure)
}

/** One line of JSON. Errors go to stderr, which hosts show as such. */
export function logLine(level: 'info' | 'error', message: string, fields: object = {}) {
  const line = JSON.stringify({ level, time: Date.now(), message, ...fields })
  if (level === 'error') console.error(line)
  else console.log(line)
}

const nameOf = ({ name }: Error) => (/^\w{1,60}$/.test(name) ? name : 'Error')

function codeOf(error: unknown) {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' && /^\w{1,60}$/.test(error.code) ? error.code : undefined
}

/** Without the message, which stands above the frames, and without the folders of this machine. */
function placeOf({ stack = '', message }: Error) {
  const frames = stack.slice(stack.indexOf(message) + message.length)
  const frame = /^ +at (?:(?<name>[^\n(]+) \()?[^\n]*?(?<file>[^\s/\\()]+:\d+:\d+)\)?$/m
  const { name, file } = frame.exec(frames)?.groups ?? {}
  return [name, file].filter(Boolean).join(' ') || undefined
}
