import { useRevalidator } from '@remix-run/react'
import { useCallback } from 'react'

let isAsked = false

/** Reads the data of the page once more. A link to the page that is shown does not. */
export function useReload() {
  const { revalidate, state } = useRevalidator()
  const reload = useCallback(() => {
    isAsked = true
    revalidate()
  }, [revalidate])
  return { reload, isLoading: state === 'loading' }
}

/** For `shouldRevalidate` of the route that is on every page, once for each time. */
export function takeReloadAsked() {
  const was = isAsked
  isAsked = false
  return was
}
