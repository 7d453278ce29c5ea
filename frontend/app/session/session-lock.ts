/**
 * Tabs that know of each other. A browser that duplicates a tab copies its session id as well: only the page that holds
 * the lock on an id may use it. Locks end with their page, however it ends.
 */

/** For the page that a reload or a link has just replaced: it may still be on its way out. */
const LOCK_TIMEOUT_MS = 250

const held = new Map<string, () => void>()

/** Whether this page may use the session from now on. Without the Web Locks API the answer is always yes. */
export async function lockSession(id: string): Promise<boolean> {
  if (held.has(id) || !('locks' in navigator)) return true
  const options = { signal: AbortSignal.timeout(LOCK_TIMEOUT_MS) }
  return new Promise((settle) => {
    const hold = () =>
      new Promise<void>((release) => {
        held.set(id, release)
        settle(true)
      })
    navigator.locks
      .request(`hub-session ${id}`, options, hold)
      .catch((error) => settle(!isTimeout(error)))
  })
}

const isTimeout = (error: unknown) => error instanceof DOMException && error.name === 'TimeoutError'

/** The session is over. */
export function unlockSession(id: string) {
  held.get(id)?.()
  held.delete(id)
}

/**
 * Gives the locks up as the page goes, since a browser keeps no page for the way back that holds one, and takes them
 * again when it comes back.
 * @param current the session in use
 * @param onTaken another tab has taken the lock
 */
export function relockOnPageShow(current: () => string, onTaken: () => void) {
  addEventListener('pagehide', () => {
    for (const release of held.values()) release()
    held.clear()
  })
  addEventListener('pageshow', async ({ persisted }) => {
    if (persisted && !(await lockSession(current()))) onTaken()
  })
}
