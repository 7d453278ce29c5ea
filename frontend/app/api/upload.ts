import { errorFromBody, unreachable } from './api-error'

type Upload = {
  url: string
  method: 'POST' | 'PUT'
  headers: Record<string, string>
  body: File | FormData
  signal: AbortSignal
  /** From 0 to 1. */
  onProgress: (share: number) => void
}

/** Sends bytes and tells how far it got, which `fetch` cannot. */
export function upload({ url, method, headers, body, signal, onProgress }: Upload) {
  return new Promise<string>((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open(method, url)
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.upload.onprogress = (event) =>
      event.lengthComputable && onProgress(event.loaded / event.total)
    request.onerror = () => reject(unreachable())
    request.onabort = () => reject(signal.reason)
    request.onload = () =>
      request.status < 300
        ? resolve(request.responseText)
        : reject(errorFromBody(request.status, request.responseText))
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(body)
  })
}
