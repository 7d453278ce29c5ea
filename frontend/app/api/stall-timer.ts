import type { Network } from '~/ui/network'

/** Whoever comes back to a page does not wait for the rest of the limit. A sign of life comes every 15 seconds. */
const LIMIT_ON_RETURN_MS = 20_000
const CHECK_EVERY_MS = 5_000

/**
 * Notices that a connection is dead without having said so.
 * @param limit how long nothing may come, in ms; the time that a page has slept counts
 * @param network says when to look at once
 */
export function startStallTimer(limit: number, network: Network | undefined, onDead: () => void) {
  let heardAt = Date.now()
  const look = (patience: number) => {
    if (Date.now() - heardAt >= patience) onDead()
  }
  // Timers are late in a page that nobody sees, and stand still while it sleeps.
  const timer = setInterval(look, CHECK_EVERY_MS, limit)
  // What was open before there was no network is not to be trusted.
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
