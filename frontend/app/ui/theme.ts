import { useRouteLoaderData } from '@remix-run/react'
import Cookies from 'js-cookie'
import { useSyncExternalStore } from 'react'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const COOKIE = 'theme'
const ONE_YEAR_DAYS = 365

export function themeOf(cookies: string | null): Theme {
  const value = /(?:^|;\s*)theme=(\w+)/.exec(cookies ?? '')?.[1]
  return THEMES.find((theme) => theme === value) ?? 'system'
}

export function themeCookie(theme: Theme) {
  return `${COOKIE}=${theme}; Path=/; Max-Age=${ONE_YEAR_DAYS * 86_400}; SameSite=Lax`
}

export function nextTheme(theme: Theme): Theme {
  return THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system'
}

let chosen: Theme | undefined
const listeners = new Set<() => void>()

export function chooseTheme(theme: Theme) {
  Cookies.set(COOKIE, theme, { expires: ONE_YEAR_DAYS, sameSite: 'lax' })
  chosen = theme
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The theme the reader has chosen: kept in a cookie, so that the very first paint has it. */
export function useTheme(): Theme {
  const root = useRouteLoaderData<{ theme: Theme }>('root')
  const drawn = root?.theme ?? 'system'
  return useSyncExternalStore(
    subscribe,
    () => chosen ?? drawn,
    () => drawn,
  )
}
