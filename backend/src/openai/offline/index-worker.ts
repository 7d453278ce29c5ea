/** Indexes one text in a thread of its own. */
import { parentPort, workerData } from 'node:worker_threads'
import { indexTextNow } from './indexed-text.ts'
import type { PassageSource } from './passages.ts'

const { source, text } = workerData as { source: PassageSource; text: string } // as indexText gives it

parentPort?.postMessage(indexTextNow(source, text))
