/**
 * The log. It tells what has failed and where, and nothing that a visitor or the model has written: messages of
 * errors quote what they could not read, and a provider's answer quotes the question.
 */
import { type LoggerOptions, pino } from 'pino'
import { SetupError } from '../errors.ts'

export type ErrorRecord = {
  /** The name of its class. */
  kind: string
  /** Only of a `SetupError`. */
  message?: string
  /** The frames of its stack, innermost first. */
  place?: string[]
  cause?: ErrorRecord
} & Partial<Record<string, unknown>>

const MOST_FRAMES = 12
const MOST_CAUSES = 5
/** What the makers of errors say of them in a word or a number. */
const FIELDS = [
  ...['code', 'status', 'statusCode', 'type', 'param', 'reason', 'requestID'],
  ...['errno', 'syscall', 'errcode', 'errstr', 'address', 'port'],
]
/** A word of a program, such as `ECONNREFUSED`, `invalid_api_key` or `input[2].content`; no sentence. */
const WORD = /^[\w.:[\]-]{1,80}$/

export const errorSerializers = { err: (error: unknown) => errorRecord(error) }

export function errorRecord(error: unknown, depth = 0): ErrorRecord {
  if (!(error instanceof Error)) return { kind: typeof error }
  const { name, message, cause } = error
  return {
    kind: WORD.test(name) ? name : 'Error',
    ...(error instanceof SetupError && { message }),
    ...fieldsOf(error),
    place: framesOf(error),
    ...(cause !== undefined && depth < MOST_CAUSES && { cause: errorRecord(cause, depth + 1) }),
  }
}

function fieldsOf(error: Error): Record<string, unknown> {
  const fields = FIELDS.map((name): [string, unknown] => [name, Reflect.get(error, name)])
  return Object.fromEntries(fields.filter(([, value]) => isWord(value)))
}

const isWord = (value: unknown) =>
  typeof value === 'number' || (typeof value === 'string' && WORD.test(value))

/** A stack begins with the message, as it was when the error was made; if it has changed, nothing is certain. */
function framesOf({ stack = '', message }: Error): string[] {
  const at = stack.indexOf(message)
  if (at < 0) return []
  return stack
    .slice(at + message.length)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '))
    .slice(0, MOST_FRAMES)
}

/** Railway reads the level as a word and the text as `message`. */
export const logOptions: LoggerOptions = {
  messageKey: 'message',
  base: undefined,
  formatters: { level: (level) => ({ level }) },
  serializers: errorSerializers,
}

export const createLog = (level: string) => pino({ ...logOptions, level })
