import { errorFrom, unreachable } from './api-error'

type Upload = {
  url: string
  method: 'POST' | 'PUT'
  headers: Record<string, string>
  body: File | FormData
  signal: AbortSignal
  /** From 0 to 1. */
  onProgress: (share: number) => void
}

/** How long no byte may leave, and how long the answer may take after the last one. */
const STALL_LIMIT_MS = 120_000

/** Sends bytes and tells how far it got, which `fetch` cannot. */
export async function upload({ url, method, headers, body, signal, onProgress }: Upload) {
  signal.throwIfAborted()
  const request = new XMLHttpRequest()
  request.open(method, url)
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const abort = () => request.abort()
  let stall = setTimeout(abort, STALL_LIMIT_MS)
  request.upload.onprogress = ({ lengthComputable, loaded, total }) => {
    clearTimeout(stall)
    stall = setTimeout(abort, STALL_LIMIT_MS)
    if (lengthComputable) onProgress(loaded / total)
  }
  request.onerror = () => reject(unreachable())
  request.onabort = () => reject(signal.aborted ? signal.reason : unreachable())
  request.onload = () => {
    const { status, responseText } = request
    if (status < 300) resolve(responseText)
    else reject(errorFrom({ status, body: responseText, retryAfter: retryAfterOf(request) }))
  }
  signal.addEventListener('abort', abort)
  try {
    request.send(body)
    return await promise
  } finally {
    clearTimeout(stall)
    signal.removeEventListener('abort', abort)
  }
}

const retryAfterOf = (request: XMLHttpRequest) => request.getResponseHeader('Retry-After')
