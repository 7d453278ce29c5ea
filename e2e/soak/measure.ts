/** Loaded ahead of the API: tells what its memory is after garbage has been collected, whenever it is asked. */
process.on('message', () => {
  // Twice: the first time may leave what has been finalized.
  globalThis.gc?.()
  globalThis.gc?.()
  process.send?.(process.memoryUsage())
})
// Being asked is no reason to stay alive.
process.channel?.unref()
