import { useSyncExternalStore } from 'react'
import { useTheme } from '~/ui/theme'

const DARK = '(prefers-color-scheme: dark)'

/** Light or dark, as the reader has chosen or else as the device has it. */
export function useColorScheme() {
  const theme = useTheme()
  const isDeviceDark = useSyncExternalStore(
    subscribe,
    () => matchMedia(DARK).matches,
    () => false,
  )
  if (theme !== 'system') return theme
  return isDeviceDark ? 'dark' : 'light'
}

function subscribe(listener: () => void) {
  const query = matchMedia(DARK)
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}
