/**
 * What tests say, send and keep secret, noted for the scan at the end of `npm test`: nothing of it may be in a log.
 * Only with `TEST_LOG_DIR`, where a file of this process takes a line of JSON for each.
 */
import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

export type CanaryKind = 'words' | 'session id' | 'secret'

const noted = new Set<string>()
const LONGEST = 2_000

export function noteCanary(kind: CanaryKind, text: string): void {
  const folder = process.env.TEST_LOG_DIR
  const line = `${JSON.stringify({ kind, text: text.slice(0, LONGEST) })}\n`
  if (!folder || noted.has(line)) return
  noted.add(line)
  mkdirSync(folder, { recursive: true })
  appendFileSync(join(folder, `canaries-${process.pid}.jsonl`), line)
}

/** Those of a service's settings that nobody may read. */
export function noteSecrets(settings: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(settings)) {
    if (value && /SECRET|TOKEN|_KEY$/.test(name)) noteCanary('secret', value)
  }
}

/** Fields of the protocol's own words, and of ids. */
const OF_THE_PROTOCOL = /^(type|kind|status|order|mime_type|id|after|.*_ids?|attachments)$/
const ID = /^[a-z]+[-_][0-9a-f]{12,}$/
const KNOWN_TYPES =
  /^(threads|items|attachments|input)\.[a-z_]+$|^(input_text|input_tag|output_text)$|^plan\.(mark_day|download)$/

/** Everything in a request of ChatKit that somebody has written or chosen. */
export function noteRequest(body: unknown): void {
  if (!process.env.TEST_LOG_DIR) return
  if (typeof body === 'string') noteRequest(parsed(body))
  else noteWords(body)
}

function noteWords(value: unknown, key = ''): void {
  if (typeof value === 'string') {
    const isOwn = OF_THE_PROTOCOL.test(key) && !(key === 'type' && !KNOWN_TYPES.test(value))
    if (!isOwn && !ID.test(value)) noteCanary('words', value)
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, each] of Object.entries(value)) {
      noteWords(each, Array.isArray(value) ? key : name)
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return { text }
  }
}
