let isPrivate = false

/** What a private window adds to every request: its session is forgotten sooner. */
export const privateWindowHeaders = (): Record<string, string> =>
  isPrivate ? { 'X-Private-Window': '1' } : {}

/**
 * In a private window the session is deleted as the tab closes. Firefox and Safari refuse such a
 * window a file system; Chromium cannot be detected, so there the server's idle time applies.
 */
export async function forgetWhenPrivateTabCloses(forget: () => void) {
  isPrivate = await isPrivateWindow()
  if (!isPrivate) return
  addEventListener('pagehide', (event) => {
    if (!event.persisted) forget()
  })
}

const REFUSALS = ['SecurityError', 'UnknownError']

async function isPrivateWindow() {
  try {
    await navigator.storage?.getDirectory?.()
    return false
  } catch (error) {
    return error instanceof DOMException && REFUSALS.includes(error.name)
  }
}
