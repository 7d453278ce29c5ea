/** When sessions were last noted as used by this process: not every request is worth a write. */

export type Touch = { at: number; expiresAt: number; idleMinutes: number }

export type Touched = ReturnType<typeof createTouched>

const TOUCH_EVERY_MS = 15_000
/** Anybody can begin a session. Of one that is dropped, its next use is written again. */
const MOST_SESSIONS = 10_000

export function createTouched({ mostSessions = MOST_SESSIONS } = {}) {
  /** The one that was used last comes last. */
  const touches = new Map<string, Touch>()

  return {
    get: (session: string) => touches.get(session),

    isFresh(session: string, idleMinutes: number, now: number): boolean {
      const last = touches.get(session)
      return last?.idleMinutes === idleMinutes && now - last.at < TOUCH_EVERY_MS
    },

    note(session: string, touch: Touch): void {
      touches.delete(session)
      touches.set(session, touch)
      if (touches.size <= mostSessions) return
      const [oldest = ''] = touches.keys()
      touches.delete(oldest)
    },

    forget(session: string): void {
      touches.delete(session)
    },

    /** All times that were noted move along with the clock. */
    move(ms: number): void {
      for (const touch of touches.values()) {
        touch.at += ms
        touch.expiresAt += ms
      }
    },

    forgetExpired(now: number): void {
      for (const [session, { expiresAt }] of touches) if (expiresAt < now) touches.delete(session)
    },
  }
}
