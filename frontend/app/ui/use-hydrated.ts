import { useSyncExternalStore } from 'react'

const never = () => () => {}

/** False while the page is as the server drew it, true once scripts have taken over. */
export function useHydrated() {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
}
