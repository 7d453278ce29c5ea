/** Cuts one text in a thread of its own. */
import { parentPort, workerData } from 'node:worker_threads'
import { cutText } from '../search/passages.ts'

parentPort?.postMessage(cutText(workerData))
