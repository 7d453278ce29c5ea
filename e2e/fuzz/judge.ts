/** What must hold of every answer, whatever was asked. */
import type { Case } from './cases.ts'
import type { Answer, Exchange } from './exchange.ts'

/** A place in a file after “at”; an answer may say “at” as well, and an item has a time. */
const STACK = /\bat (?:[^\n"]{0,200} )?\(?(?:file:|node:|\/)[^\s"]*:\d+:\d+/

export type Service = 'api' | 'page'

/** Answers of 500 and more that are right: by route, with the code that goes with them. */
const DOCUMENTED: { route: RegExp; status: number; code: string }[] = [
  // Without a model that hears, and for actions of a coach that has none.
  { route: /input\.transcribe/, status: 501, code: 'not_supported' },
  // More answers at once than the whole service gives.
  { route: /POST (\/chatkit threads\.|\/\?index|\/chat\/)/, status: 503, code: 'busy' },
]

type Around = {
  service: Service
  /** Where the service listens, as its answers name it. */
  origin: string
  /** Words that no answer to the fuzzing session may hold. */
  canaries: string[]
}

/** @returns a sentence for each thing that is wrong; nothing where all is well */
export function problemsOf(
  { route, draft }: Case,
  { outcome, ms, answer, bytes }: Exchange,
  around: Around,
): string[] {
  const problems: string[] = []
  const { cut, isBroken } = draft
  const hasLeft = cut?.by === 'reset'
  if (outcome === 'silent' && !hasLeft) problems.push('no answer within 5 s')
  if (outcome === 'closed' && !isBroken && !hasLeft) problems.push('closed without an answer')
  if (outcome === 'answered' && ms > 5_000) problems.push('the first byte came after 5 s')
  const text = answer ? `${bytes.toString('latin1')}\n${answer.body.toString('utf8')}` : ''
  for (const canary of around.canaries) {
    if (text.includes(canary)) problems.push(`another session's ${canary} is in the answer`)
  }
  if (!answer) return problems
  const { status, headers } = answer
  if (Number.isNaN(status)) problems.push('no HTTP status')
  if (status >= 500 && !isDocumented(route, answer)) problems.push(`status ${status}`)
  if (status === 429 && !headers.has('retry-after')) problems.push('429 without Retry-After')
  if (STACK.test(text)) problems.push('a stack trace')
  if (isStream(answer) && !cut && !areEvents(answer)) problems.push('a broken event in the stream')
  const location = headers.get('location')
  if (location !== undefined && !isOwn(location, around.origin))
    problems.push('redirects elsewhere')
  if (
    around.service === 'api' &&
    status >= 400 &&
    !isBroken &&
    !isContractual(draft.method, answer)
  )
    problems.push(`status ${status} without the contract's error`)
  return problems
}

const isStream = ({ headers }: Answer) =>
  headers.get('content-type')?.startsWith('text/event-stream') ?? false

/** Each an id and one line of JSON; what breaks off at its end is left out. */
function areEvents({ body }: Answer): boolean {
  const text = body.toString()
  const frames = text.slice(0, text.lastIndexOf('\n\n') + 1).split('\n\n')
  return frames.every((frame) => {
    const [, json] = /^(?:: ping\n)*id: run_\w+:\d+\ndata: (.+)\n?$/.exec(frame) ?? []
    return frame.trim() === '' || (json !== undefined && isJson(json))
  })
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function isDocumented(route: string, answer: Answer): boolean {
  const code = codeOf(answer)
  return DOCUMENTED.some(
    (each) => each.route.test(route) && each.status === answer.status && each.code === code,
  )
}

function codeOf({ body }: Answer): unknown {
  try {
    return JSON.parse(body.toString()).error.code
  } catch {
    // The page's own answers name the code in words only.
    return undefined
  }
}

/** As a browser follows it. */
function isOwn(location: string, origin: string): boolean {
  return URL.parse(location, origin)?.origin === origin
}

/** `{"error":{"code","message"}}` and an `X-Request-Id`. */
function isContractual(method: string, answer: Answer): boolean {
  if (method === 'HEAD') return true
  const code = codeOf(answer)
  return typeof code === 'string' && /^[a-z_]+$/.test(code) && answer.headers.has('x-request-id')
}
