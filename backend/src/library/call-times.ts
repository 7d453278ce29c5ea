/** How long calls to the vector store may take; the client's own limit is for uploads. */

const QUICK_MS = 20_000

/** For a call that sends little and gets little; each attempt may take so long, answer included. */
export const quickCall = (signal?: AbortSignal) => ({
  timeout: QUICK_MS,
  ...(signal && { signal }),
})
