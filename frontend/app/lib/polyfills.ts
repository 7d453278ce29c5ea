/**
 * Platform features that the oldest supported browsers lack, or that a page on plain http does not get
 * (crypto.randomUUID). Imported first by the page's entry and by its workers. Each can go when no supported browser needs it.
 */

// Not in a page that is not a secure context.
crypto.randomUUID ??= () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

// Chrome 116, Firefox 124, Safari 17.4.
AbortSignal.any ??= (signals: Iterable<AbortSignal>) => {
  const controller = new AbortController()
  const sources = [...signals]
  const abort = () => {
    for (const source of sources) source.removeEventListener('abort', abort)
    controller.abort(sources.find(({ aborted }) => aborted)?.reason)
  }
  if (sources.some(({ aborted }) => aborted)) abort()
  else for (const source of sources) source.addEventListener('abort', abort)
  return controller.signal
}

// Chrome 119, Firefox 121, Safari 17.4.
Promise.withResolvers ??= <T>() => {
  let settle: Pick<PromiseWithResolvers<T>, 'resolve' | 'reject'> | undefined
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject }
  })
  if (!settle) throw new TypeError('A promise runs its executor at once.')
  return { promise, ...settle }
}

// Chrome 120, Safari 17.
URL.canParse ??= (url: string | URL, base?: string | URL) => {
  try {
    return Boolean(new URL(url, base))
  } catch {
    return false
  }
}
