const SCRIPT = 'https://cdn.platform.openai.com/deployments/chatkit/chatkit.js'

/** Fetches the script that defines `<openai-chatkit>`. There is no build of it that one could host. */
export function loadScript() {
  return new Promise<void>((resolve, reject) => {
    const script = document.createElement('script')
    script.src = SCRIPT
    script.async = true
    script.nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce
    script.onload = () => resolve()
    script.onerror = () => reject(new Error(`${SCRIPT} did not load.`))
    document.head.append(script)
  })
}

/** Once the browser has nothing more urgent to do. Returns how to call it off. */
export function whenIdle(run: () => void) {
  // Safari has no idle callbacks.
  if (typeof requestIdleCallback !== 'function') {
    const timer = setTimeout(run, 200)
    return () => clearTimeout(timer)
  }
  const callback = requestIdleCallback(run, { timeout: 2_000 })
  return () => cancelIdleCallback(callback)
}
