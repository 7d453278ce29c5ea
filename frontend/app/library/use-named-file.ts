import { useLocation } from '@remix-run/react'
import { useEffect } from 'react'

/** Brings the file that the address names into view: moving inside the page, the browser does not do so by itself. */
export function useNamedFile() {
  // The whole location, since the same link pressed again leads there again.
  const location = useLocation()
  useEffect(() => {
    const { hash } = location
    if (hash) document.getElementById(decoded(hash.slice(1)))?.scrollIntoView()
  }, [location])
}

/** Anybody can write an address that is none. */
function decoded(hash: string) {
  try {
    return decodeURIComponent(hash)
  } catch {
    return hash
  }
}
