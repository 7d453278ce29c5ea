/** How long a request that is no longer wanted may take to tell the id of its response. */
const ID_TIMEOUT_MS = 5_000

/**
 * For a request that is aborted like `signal`, but not before its response has told its id, or it would
 * go on at OpenAI, and stay there, without anybody knowing of it.
 */
export function abortAfterId(signal: AbortSignal | null | undefined) {
  const connection = new AbortController()
  let hasId = false
  const leave = () => connection.abort(signal?.reason)
  const abort = () => {
    if (hasId) leave()
    else setTimeout(leave, ID_TIMEOUT_MS).unref()
  }
  if (signal?.aborted) leave()
  else signal?.addEventListener('abort', abort, { once: true })
  return {
    signal: connection.signal,
    idReceived() {
      hasId = true
      if (signal?.aborted) leave()
    },
  }
}
