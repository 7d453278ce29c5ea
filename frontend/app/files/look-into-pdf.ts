import type { PdfFindings } from './pdf-text'
import type { PdfQuestion } from './pdf-text.worker'

const PATIENCE_MS = 5_000

/** Whether a PDF has words in it; `unknown` where that could not be found out, or not soon enough. Never rejects. */
export async function lookIntoPdf(pdf: File, signal: AbortSignal): Promise<PdfFindings> {
  const over = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)])
  try {
    over.throwIfAborted()
    const worker = new Worker(new URL('./pdf-text.worker.ts', import.meta.url), { type: 'module' })
    return await ask(worker, pdf, over).finally(() => worker.terminate())
  } catch {
    return 'unknown'
  }
}

function ask(worker: Worker, pdf: File, over: AbortSignal) {
  const { port1, port2 } = new MessageChannel()
  const question: PdfQuestion = { pdf, answer: port2 }
  return new Promise<PdfFindings>((resolve, reject) => {
    port1.onmessage = ({ data }: MessageEvent<PdfFindings>) => resolve(data)
    worker.onerror = reject
    over.addEventListener('abort', reject, { once: true })
    worker.postMessage(question, [port2])
  }).finally(() => port1.close())
}
