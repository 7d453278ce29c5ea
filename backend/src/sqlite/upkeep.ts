/** Gives the space of what was removed back to the disk, in steps that hold nobody up. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Blobs } from './blobs.ts'
import type { Checkpoints } from './checkpoints.ts'
import type { Statements } from './statements.ts'

export type Upkeep = ReturnType<typeof createUpkeep>

type Parts = {
  sql: Statements
  blobs: Blobs
  checkpoints: Checkpoints
  onError(error: unknown): void
}

/** How long it works at a time. */
const SLICE_MS = 8
const PAGES_AT_ONCE = 32
/** So many free pages stay: they will be needed again. */
const SPARE_PAGES = 256

export function createUpkeep({ sql, blobs, checkpoints, onError }: Parts) {
  let running: Promise<void> | undefined
  let isWanted = false
  let isClosed = false

  /** @returns whether there may be more */
  const freeSome = (): boolean => {
    const { freelist_count: free = 0 } =
      sql.get<{ freelist_count: number }>('pragma freelist_count') ?? {}
    if (free <= SPARE_PAGES) return false
    sql.exec(`pragma incremental_vacuum(${Math.min(PAGES_AT_ONCE, free - SPARE_PAGES)})`)
    return true
  }

  /** @returns whether there was anything to do */
  const inSlices = async (step: () => boolean): Promise<boolean> => {
    let wasAny = false
    for (let isMore = true; isMore && !isClosed; ) {
      const end = performance.now() + SLICE_MS
      do {
        isMore = step()
        wasAny ||= isMore
      } while (isMore && performance.now() < end)
      await nextTurn()
      await checkpoints.keepUp()
    }
    return wasAny
  }

  const run = async () => {
    while (isWanted && !isClosed) {
      isWanted = false
      const wereRemoved = await inSlices(blobs.removeSome)
      const wereFreed = await inSlices(freeSome)
      // The log holds what was removed, too.
      if (wereRemoved || wereFreed) await checkpoints.empty()
    }
  }

  const start = () => {
    running ??= run()
      .catch((error) => isClosed || onError(error))
      .then(() => {
        running = undefined
        if (isWanted && !isClosed) start()
      })
  }

  return {
    /** After something was removed. */
    soon(): void {
      isWanted = true
      if (!isClosed) start()
    },

    /** Resolves once there is nothing left to do. */
    async settled(): Promise<void> {
      await running
    },

    close(): void {
      isClosed = true
    },
  }
}
