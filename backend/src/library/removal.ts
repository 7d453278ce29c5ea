/** Files that are to go from the vector store, and from the account it is in. */
import OpenAI from 'openai'
import type { Memory } from '../memory/memory.ts'
import type { VectorStore } from '../openai/client.ts'

/** So many at a time: a session may leave hundreds. */
const AT_ONCE = 4

export function createRemoval(parts: {
  store: VectorStore
  memory: Memory
  onError(error: unknown): void
}) {
  const { store, memory, onError } = parts
  const { client } = store
  const removing = new Map<string, Promise<boolean>>()

  const removeOnce = async (id: string): Promise<boolean> => {
    try {
      await confirmed(client.vectorStores.files.delete(id, { vector_store_id: store.id }))
      await confirmed(client.files.delete(id))
      await memory.noteErasure(id)
      await memory.forgetOrphanedFile(id)
      return true
    } catch (error) {
      onError(error)
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
      for (let id = waiting.shift(); id; id = waiting.shift()) {
        if (!(await remove(id))) left.push(id)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    return left
  }

  return {
    /** Removes one that belongs to nobody; what fails is tried again with the next sweep. Never rejects. */
    async discard(id: string): Promise<void> {
      await memory.noteOrphanedFile(id).catch(onError)
      await remove(id)
    },

    /**
     * Removes these, then all other files of forgotten owners; what fails is tried again next time.
     * Never rejects.
     */
    async sweep(first: string[] = []): Promise<void> {
      try {
        const failed = new Set(await removeAll(first))
        for (;;) {
          const orphaned = await memory.loadOrphanedFiles()
          const untried = orphaned.filter((id) => !failed.has(id))
          if (untried.length === 0) return
          for (const id of await removeAll(untried)) failed.add(id)
        }
      } catch (error) {
        onError(error)
      }
    },
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
