import type { Context } from 'koa'
import type { Memory } from '../../memory/memory.ts'
import type { SessionData } from '../../protocol/routes.ts'

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
