/** Files that are to go from the vector store, and from the account it is in. */
import OpenAI from 'openai'
import type { Memory } from '../memory/memory.ts'
import type { VectorStore } from '../openai/client.ts'
import { quickCall } from './polling.ts'

/** So many at a time: a session may leave hundreds. */
const AT_ONCE = 4

export function createOrphanDeletion(parts: {
  store: VectorStore
  memory: Memory
  /** Aborted when it has to come to its end; a later start takes up what is left. */
  closed: AbortSignal
  onError(error: unknown): void
}) {
  const { store, memory, closed, onError } = parts
  const { client } = store
  const removing = new Map<string, Promise<boolean>>()
  const underWay = new Set<Promise<void>>()
  let sweeping: Promise<void> | undefined
  /** Those that this sweep does not try again. */
  const failed = new Set<string>()
  /** Something may have been left behind since it was last looked. */
  let isWanted = false

  const tracked = (work: Promise<void>): Promise<void> => {
    underWay.add(work)
    return work.finally(() => underWay.delete(work))
  }

  const removeOnce = async (id: string): Promise<boolean> => {
    try {
      const inStore = { vector_store_id: store.id }
      await confirmed(client.vectorStores.files.delete(id, inStore, quickCall(closed)))
      await confirmed(client.files.delete(id, quickCall(closed)))
      await memory.noteErasure(id)
      await memory.forgetOrphanedFile(id)
      return true
    } catch (error) {
      if (!closed.aborted) onError(error)
      return false
    }
  }

  /** One attempt at a time for a file, however many ask. */
  const remove = (id: string): Promise<boolean> => {
    const attempt = removing.get(id) ?? removeOnce(id).finally(() => removing.delete(id))
    removing.set(id, attempt)
    return attempt
  }

  /** Returns those that are still there. */
  const removeAll = async (ids: string[]): Promise<string[]> => {
    const waiting = [...ids]
    const left: string[] = []
    const work = async () => {
      for (let id = waiting.shift(); id && !closed.aborted; id = waiting.shift()) {
        if (!(await remove(id))) left.push(id)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    return left
  }

  return {
    /** Removes one that belongs to nobody; what fails is tried again with the next sweep. Never rejects. */
    discard(id: string): Promise<void> {
      return tracked(discard(id))
    },

    /**
     * Removes these, then all other files of forgotten owners; what fails is tried again next time.
     * Never rejects.
     */
    sweep(first: string[] = []): Promise<void> {
      return tracked(sweep(first))
    },

    /** Resolves once nothing of it is under way any more. */
    async ended(): Promise<void> {
      await Promise.all(underWay)
    },
  }

  async function discard(id: string): Promise<void> {
    await memory.noteOrphanedFile(id).catch(onError)
    await remove(id)
  }

  async function sweep(first: string[]): Promise<void> {
    try {
      for (const id of await removeAll(first)) failed.add(id)
      isWanted = true
      sweeping ??= sweepAll()
      await sweeping
    } catch (error) {
      if (!closed.aborted) onError(error)
    }
  }

  /** Once for all that ask meanwhile: anybody can have it asked for. */
  async function sweepAll(): Promise<void> {
    try {
      while (isWanted && !closed.aborted) {
        isWanted = false
        const orphaned = await memory.loadOrphanedFiles()
        const untried = orphaned.filter((id) => !failed.has(id))
        for (const id of await removeAll(untried)) failed.add(id)
        isWanted ||= untried.length > 0
      }
    } finally {
      sweeping = undefined
      failed.clear()
    }
  }
}

/** What is gone already is gone. */
async function confirmed(call: Promise<{ deleted: boolean }>): Promise<void> {
  try {
    const { deleted } = await call
    if (!deleted) throw new Error('The vector store says that it has not deleted the file.')
  } catch (error) {
    if (!(error instanceof OpenAI.NotFoundError)) throw error
  }
}
