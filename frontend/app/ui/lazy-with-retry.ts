const PAUSE_MS = 2_000

/** A part of the page that comes when it is needed: where the line is broken just then, it comes as soon as it can. */
export async function loadWithRetry<T>(load: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await load()
    } catch {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }
}
