/** How long this process was held up at a time. */

const cpuMs = () => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/**
 * Plays this, and returns the longest turn of the event loop meanwhile, in milliseconds of this thread's own
 * CPU time: what other processes of a busy machine take does not count.
 */
export async function longestTurn(play: () => Promise<unknown>): Promise<number> {
  let longest = 0
  let last = cpuMs()
  const look = () => {
    const now = cpuMs()
    longest = Math.max(longest, now - last)
    last = now
  }
  const timer = setInterval(look, 1)
  try {
    await play()
    await new Promise(setImmediate)
    look()
  } finally {
    clearInterval(timer)
  }
  return longest
}
