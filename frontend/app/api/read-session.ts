import { listOf, oneOf, recordOf, sanitizeJson, textOf } from '~/lib/safe-json'
import type { LibraryFile, SessionInfo } from './client'

/** What the API says of a session, where it says it; the rest is as it was known. */
export function readSession(value: unknown, known: SessionInfo): SessionInfo {
  const session = recordOf(sanitizeJson(value))
  const model = recordOf(session.model)
  const limits = recordOf(session.limits)
  return {
    model: {
      mode: oneOf(['openai', 'offline', 'compatible'], model.mode),
      name: textOf(model.name),
    },
    uploads: session.uploads !== false,
    dictation: session.dictation === true,
    usual_seconds: numbersIn(session.usual_seconds),
    runs: listOf(session.runs).map((run) => {
      const { id, thread_id, started_at } = recordOf(run)
      return { id: textOf(id), thread_id: textOf(thread_id), started_at: textOf(started_at) }
    }),
    limits: {
      message_chars: amount(limits.message_chars, known.limits.message_chars),
      attachment_bytes: amount(limits.attachment_bytes, known.limits.attachment_bytes),
      attachments_per_message: amount(
        limits.attachments_per_message,
        known.limits.attachments_per_message,
      ),
      library_file_bytes: amount(limits.library_file_bytes, known.limits.library_file_bytes),
    },
  }
}

/** Files without a name to go by are left out. */
export function readFiles<T extends LibraryFile>(files: T[]): T[] {
  return listOf(sanitizeJson(files)).flatMap((value) => {
    const file = recordOf(value)
    const { id, filename, bytes, status } = file
    if (typeof id !== 'string') return []
    const read = {
      ...file,
      id,
      filename: textOf(filename),
      bytes: amount(bytes, 0),
      status: oneOf(['failed', 'ready', 'indexing'], status),
      shared: file.shared === true,
    }
    return [read as T]
  })
}

const amount = (value: unknown, otherwise: number) =>
  typeof value === 'number' && value >= 0 ? value : otherwise

function numbersIn(value: unknown): Record<string, number> {
  const entries = Object.entries(recordOf(value))
  return Object.fromEntries(
    entries.filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  )
}
