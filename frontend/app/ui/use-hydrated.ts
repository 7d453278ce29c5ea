import { useEffect, useLayoutEffect as useReactLayoutEffect, useSyncExternalStore } from 'react'

const never = () => () => {}

/** False while the page is as the server drew it, true once scripts have taken over. */
export function useHydrated() {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
}

/** React warns of layout effects on the server, where neither kind runs. */
export const useLayoutEffect = typeof document === 'undefined' ? useEffect : useReactLayoutEffect
