/** Moves a write-ahead log into its database. This waits for the disk, so it is done in a thread of its own. */
import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import type { CheckpointKind } from './checkpoints.ts'

const { path } = workerData as { path: string } // as `checkpoints.ts` gives it
// Where another thread writes at this moment, it is left for the next time.
const db = new DatabaseSync(path, { timeout: 0 })

parentPort?.on('message', (kind: CheckpointKind) => {
  try {
    db.exec(`pragma wal_checkpoint(${kind})`)
    parentPort?.postMessage({})
  } catch (error) {
    parentPort?.postMessage({ error })
  }
})
