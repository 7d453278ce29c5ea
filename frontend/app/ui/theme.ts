import { useRouteLoaderData } from '@remix-run/react'
import Cookies from 'js-cookie'
import { useSyncExternalStore } from 'react'
import { createStore } from './store'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/** Over https with the prefix that binds a cookie to this very host. */
const cookieName = (isHttps: boolean) => (isHttps ? '__Host-theme' : 'theme')
const ONE_YEAR_DAYS = 365

export const isTheme = (value: unknown): value is Theme => THEMES.some((theme) => theme === value)

export function themeOf(cookies: string | null): Theme {
  const value = cookieValue(cookies, cookieName(true)) ?? cookieValue(cookies, cookieName(false))
  return isTheme(value) ? value : 'system'
}

export function themeCookie(theme: Theme, isHttps: boolean) {
  const cookie = `${cookieName(isHttps)}=${theme}; Path=/; Max-Age=${ONE_YEAR_DAYS * 86_400}; SameSite=Lax`
  return isHttps ? `${cookie}; Secure` : cookie
}

function cookieValue(cookies: string | null, name: string) {
  return new RegExp(`(?:^|;\\s*)${name}=(\\w+)`).exec(cookies ?? '')?.[1]
}

export function nextTheme(theme: Theme): Theme {
  return THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system'
}

const chosen = createStore<Theme | undefined>(undefined)

export function chooseTheme(theme: Theme) {
  const secure = location.protocol === 'https:'
  Cookies.set(cookieName(secure), theme, { expires: ONE_YEAR_DAYS, sameSite: 'lax', secure })
  chosen.set(theme)
}

/** The theme the reader has chosen: kept in a cookie, so that the very first paint has it. */
export function useTheme(): Theme {
  const root = useRouteLoaderData<{ theme: Theme }>('root')
  const drawn = root?.theme ?? 'system'
  return useSyncExternalStore(
    chosen.subscribe,
    () => chosen.get() ?? drawn,
    () => drawn,
  )
}

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
