/** How long a request that is no longer wanted may take to tell the id of its response. */
const NAMING_MS = 5_000

/**
 * For a request that is aborted like `signal`, but not before its response has told its id, or it would
 * go on at OpenAI, and stay there, without anybody knowing of it.
 */
export function lastingUntilNamed(signal: AbortSignal | null | undefined) {
  const connection = new AbortController()
  let isNamed = false
  const leave = () => connection.abort(signal?.reason)
  const abort = () => {
    if (isNamed) leave()
    else setTimeout(leave, NAMING_MS).unref()
  }
  if (signal?.aborted) leave()
  else signal?.addEventListener('abort', abort, { once: true })
  return {
    signal: connection.signal,
    named() {
      isNamed = true
      if (signal?.aborted) leave()
    },
  }
}
