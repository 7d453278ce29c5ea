import type { Context } from 'koa'
import type { Limits } from '../../config.ts'
import type { Library } from '../../library/library.ts'
import type { Memory } from '../../memory/memory.ts'
import type { ModelInfo, SessionData, SessionInfo } from '../../protocol/routes.ts'
import type { Runs } from '../../runs/runs.ts'
import { queryOf } from '../middleware/request-target.ts'
import { eraseWithReceipt } from './receipts.ts'

/** What a page shows of the coach beyond its answers. */
export type CoachFacts = {
  transcribe?: unknown
  /** How long each stage of a turn usually takes here, by its words in `progress_update`; in seconds. */
  usualSeconds(): Record<string, number>
}

type Parts = {
  runs: Runs
  library: Library
  memory: Memory
  model: ModelInfo
  limits: Limits
  coach: CoachFacts
}

/** `GET /session`: what a page has to know besides the threads. */
export function getSession({ runs, library, model, limits, coach }: Parts) {
  return async (ctx: Context) => {
    const running = await runs.running(ctx.state.session)
    ctx.set('Cache-Control', 'no-store')
    ctx.body = {
      model,
      uploads: library.writable,
      dictation: coach.transcribe !== undefined,
      usual_seconds: coach.usualSeconds(),
      runs: running.map(({ id, threadId, startedAt }) => ({
        id,
        thread_id: threadId,
        started_at: startedAt.toISOString(),
      })),
      limits: {
        message_chars: limits.messageChars,
        attachment_bytes: limits.attachmentBytes,
        attachments_per_message: limits.attachmentsPerMessage,
        library_file_bytes: limits.libraryFileBytes,
      },
    } satisfies SessionInfo
  }
}

/**
 * `DELETE /session`: stops its answers and forgets everything it owns. With `?receipt=1` it answers with
 * what that was; a query, so that a browser needs no leave for a further header.
 */
export function deleteSession(parts: Parts) {
  const { runs, library, memory } = parts
  return async (ctx: Context) => {
    const { session } = ctx.state
    if (queryOf(ctx).get('receipt') === '1') {
      ctx.set('Cache-Control', 'no-store')
      ctx.body = await eraseWithReceipt(parts, session)
      return
    }
    await runs.cancelAll(session)
    await memory.forget(session)
    void library.sweep()
    ctx.status = 204
  }
}

/** `GET /session/data`: what is kept of this session, and until when. */
export function getSessionData(memory: Memory, sessionTtlMinutes: number) {
  return async (ctx: Context) => {
    const { session, idleMinutes = sessionTtlMinutes } = ctx.state
    const own = memory.session(session)
    const [chats, items, attachments, files, bytes, facts] = await Promise.all([
      own.countThreads(),
      own.countItems(),
      own.loadAttachments(),
      own.loadFiles(),
      own.countBytes(),
      own.loadFacts(),
    ])
    ctx.set('Cache-Control', 'no-store')
    ctx.body = {
      chats,
      message_items: items,
      attachments: attachments.map(({ attachment: { id, name, mime_type }, size, fileId }) => ({
        id,
        name,
        mime_type,
        bytes: size,
        ...(fileId && { file_id: fileId }),
      })),
      files: files.map(({ id, filename, bytes }) => ({ id, name: filename, bytes })),
      bytes,
      facts,
      idle_minutes: idleMinutes,
      forgotten_at: new Date(Date.now() + idleMinutes * 60_000).toISOString(),
    } satisfies SessionData
  }
}
