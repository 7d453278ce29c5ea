import type { ColorScheme, ThemeOption } from '@openai/chatkit-react'

/** The panel paints inside a frame of its own, so the few colours it needs stand here again: see `ui/tokens.css`. */
const COLORS = {
  light: { accent: '#a4421e', background: '#fbf8f3', foreground: '#ffffff' },
  dark: { accent: '#f0976f', background: '#1a1715', foreground: '#24201d' },
}

export function panelTheme(colorScheme: ColorScheme): ThemeOption {
  const { accent, ...surface } = COLORS[colorScheme]
  return {
    colorScheme,
    radius: 'round',
    typography: { baseSize: 16, fontFamily: 'ui-sans-serif, system-ui, sans-serif' },
    color: {
      accent: { primary: accent, level: 1 },
      grayscale: { hue: 30, tint: 4 },
      surface,
    },
  }
}
