import type { Network } from '~/ui/network'

/** A shorter limit when the reader returns to the page. The server sends a comment every 15 seconds. */
const LIMIT_ON_RETURN_MS = 20_000
const CHECK_EVERY_MS = 5_000

/**
 * Detects a connection that has ended without a signal.
 * @param limit how long nothing may come, in ms; the time that a page has slept counts
 * @param network says when to look at once
 */
export function startStallTimer(limit: number, network: Network | undefined, onDead: () => void) {
  let heardAt = Date.now()
  const look = (limitMs: number) => {
    if (Date.now() - heardAt >= limitMs) onDead()
  }
  // Timers are throttled in a hidden page and stop while the device sleeps.
  const timer = setInterval(look, CHECK_EVERY_MS, limit)
  // A connection from before a network loss is assumed to be dead.
  const leave = network?.onReturn((of) => (of === 'network' ? onDead() : look(LIMIT_ON_RETURN_MS)))
  return {
    hear() {
      heardAt = Date.now()
    },
    end() {
      clearInterval(timer)
      leave?.()
    },
  }
}
