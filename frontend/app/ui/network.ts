/** What the browser tells of its network, and of its reader. */
export type Network = {
  isOnline: () => boolean
  /** Whether anybody can see the page. */
  isSeen: () => boolean
  /** Tells when the network is back, or the reader is. Returns what ends that. */
  onReturn: (tell: (of: 'network' | 'reader') => void) => () => void
}

export const browserNetwork: Network = {
  isOnline: () => navigator.onLine,
  isSeen: () => !document.hidden,
  onReturn(tell) {
    const ending = new AbortController()
    const { signal } = ending
    const tellIfSeen = () => {
      if (!document.hidden) tell('reader')
    }
    addEventListener('online', () => tell('network'), { signal })
    addEventListener('pageshow', tellIfSeen, { signal })
    document.addEventListener('visibilitychange', tellIfSeen, { signal })
    return () => ending.abort()
  },
}
