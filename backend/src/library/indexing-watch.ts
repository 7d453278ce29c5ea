/** Watching over files that are being indexed, until each is ready or has failed. */
import type { Memory, StoredFile } from '../memory/memory.ts'
import type { VectorStore } from '../openai/client.ts'
import { type Found, pollUntilFound } from './indexing.ts'
import { adviceOn } from './store-errors.ts'

export type IndexingWatch = {
  /**
   * One watch a file, however many wait for it.
   * @throws what the store's call throws, and when the watch is closed
   */
  watch(session: string, file: StoredFile): Promise<StoredFile>
  /** Resolves once nothing is watched any more. */
  ended(): Promise<void>
}

/** Where the time has run out while nobody watched, the store still gets a moment to say how it went. */
const LAST_MOMENT_MS = 10_000
const NOT_KNOWN = 'It is not known whether it has been indexed.'

export function createIndexingWatch(parts: {
  store: VectorStore
  memory: Memory
  /** Aborted when it has to be given up; a later start takes it up again. */
  closed: AbortSignal
  onError(error: unknown): void
  deadlineMs: number
}): IndexingWatch {
  const { store, memory, closed, onError, deadlineMs } = parts
  const watches = new Map<string, Promise<StoredFile>>()

  const endOf = ({ addedAt = Date.now() }: StoredFile) => addedAt + deadlineMs

  const finish = async (session: string, file: StoredFile): Promise<StoredFile> => {
    const end = Math.max(endOf(file), Date.now() + Math.min(deadlineMs, LAST_MOMENT_MS))
    const polling = { end, signal: closed }
    try {
      const found = await pollUntilFound(store, file.id, file.inlineText?.text, polling)
      return await save(session, file, found)
    } catch (error) {
      if (closed.aborted || Date.now() < endOf(file)) throw error
      onError(error)
      const reason = adviceOn(error) ?? `${NOT_KNOWN} Remove it and add it again.`
      return await save(session, file, { status: 'failed', error: reason })
    }
  }

  /** Its owner may have removed it, or have gone, while it was indexed: then there is nothing to change. */
  const save = async (session: string, file: StoredFile, found: Found) => {
    const changed = await memory
      .session(session)
      .changeFile(file.id, (stored) => end(stored, found))
    return changed ?? end(file, found)
  }

  const end = (file: StoredFile, found: Found): StoredFile => {
    const ended = { ...file, ...found }
    // From now on a search finds it.
    if (found.status === 'ready') delete ended.inlineText
    return ended
  }

  return {
    watch(session, file) {
      const watched = watches.get(file.id)
      if (watched) return watched
      const watch = finish(session, file).finally(() => watches.delete(file.id))
      watch.catch((error) => closed.aborted || onError(error))
      watches.set(file.id, watch)
      return watch
    },
    async ended() {
      await Promise.allSettled(watches.values())
    },
  }
}

/** For this once: the file is watched again the next time anybody asks. */
export const failedToWatch = (file: StoredFile, error: unknown): StoredFile => ({
  ...file,
  status: 'failed',
  error: adviceOn(error) ?? `${NOT_KNOWN} Try again in a moment.`,
})
