type WorkerTask = {
  /** Called with `new URL(…)` written out, which is how the build finds the worker's script. */
  open: () => Worker
  message: object
  timeoutMs: number
  signal: AbortSignal
}

/**
 * Puts one question to a worker of its own, which is ended with the answer.
 * @throws where the worker fails or takes too long, or when the signal is aborted
 */
export async function runInWorker<Answer>({ open, message, timeoutMs, signal }: WorkerTask) {
  const over = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
  over.throwIfAborted()
  const worker = open()
  // Not through the worker itself: pdf.js takes a worker that it finds itself in for its own, and posts to the page.
  const { port1, port2 } = new MessageChannel()
  try {
    return await new Promise<Answer>((resolve, reject) => {
      port1.onmessage = ({ data }: MessageEvent<Answer>) => resolve(data)
      worker.onerror = reject
      over.addEventListener('abort', () => reject(over.reason), { once: true })
      worker.postMessage({ ...message, answer: port2 }, [port2])
    })
  } finally {
    worker.terminate()
    port1.close()
  }
}
