import { createHash } from 'node:crypto'
import type { Middleware } from 'koa'
import { InvalidSessionError } from '../../errors.ts'
import type { Admission } from '../../limits/admission.ts'
import type { Memory } from '../../memory/memory.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export type SessionState = {
  /** Whose request it is, as it is counted. */
  client: string
  session: string
  /** How long it may be idle from now on, unless that is the usual time. */
  idleMinutes: number | undefined
}

/** Refuses a request without a session; everything behind it knows only the session's key. */
export function requireSession(
  { memory, admission }: { memory: Memory; admission: Admission },
  privateIdleMinutes: number,
): Middleware<SessionState> {
  return async (ctx, next) => {
    const id = ctx.get('X-Session-Id')
    if (!UUID.test(id)) throw new InvalidSessionError()
    ctx.state.session = sessionKey(id)
    // A private window leaves nothing behind for long, even if its end goes unheard.
    const isPrivate = ctx.get('X-Private-Window') === '1'
    ctx.state.idleMinutes = isPrivate ? privateIdleMinutes : undefined
    const { client, session, idleMinutes } = ctx.state
    await admission.enterSession(client, session, () => memory.touch(session, idleMinutes))
    await next()
  }
}

/** The id is a credential, so what is stored, logged and sent to others is a hash of it. */
export const sessionKey = (id: string) =>
  createHash('sha256').update(id.toLowerCase()).digest('hex').slice(0, 32)
