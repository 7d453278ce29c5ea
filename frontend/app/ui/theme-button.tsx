import { useLocation } from '@remix-run/react'
import { announce } from './announcer'
import buttons from './button.module.css'
import { MoonIcon, SunIcon, SystemIcon } from './icons'
import { chooseTheme, nextTheme, useTheme } from './theme'

const ICONS = { system: SystemIcon, light: SunIcon, dark: MoonIcon }
const NAMES = { system: 'as on your device', light: 'light', dark: 'dark' }

export function ThemeButton() {
  const theme = useTheme()
  const { pathname } = useLocation()
  const next = nextTheme(theme)
  const Icon = ICONS[theme]
  return (
    <form
      method="post"
      action="/theme"
      onSubmit={(event) => {
        event.preventDefault()
        chooseTheme(next)
        announce(`Theme: ${NAMES[next]}`)
      }}
    >
      <input type="hidden" name="to" value={pathname} />
      <button
        type="submit"
        name="theme"
        value={next}
        className={buttons.icon}
        aria-label="Theme"
        title={`Theme: ${NAMES[theme]}`}
      >
        <Icon />
      </button>
    </form>
  )
}
