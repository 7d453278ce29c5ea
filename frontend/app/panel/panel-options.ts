import type { ChatKitIcon, ChatKitOptions, ColorScheme, ThemeOption } from '@openai/chatkit-react'
import type { SessionInfo } from '~/api/client'
import { GREETING, STARTERS, type StarterId } from '~/chat/starters'
import { messageIn } from '~/items/widget/on-action'
import { runClientTool } from '~/session/client-tools'

type PanelFacts = {
  apiBase: string
  domainKey: string
  fetch: typeof globalThis.fetch
  session: Pick<SessionInfo, 'uploads' | 'dictation' | 'limits'>
  colorScheme: ColorScheme
  initialThread: string | null
  /** What a widget offers to be asked. */
  onAsk: (text: string) => Promise<void>
}

const ICONS: Record<StarterId, ChatKitIcon> = {
  hooks: 'bolt',
  strategy: 'compass',
  client: 'profile',
  scripts: 'document',
}

/** All that the panel is told. It takes options as a whole: what is missing here goes back to its default. */
export function panelOptions(facts: PanelFacts): ChatKitOptions {
  const { apiBase, domainKey, fetch, session, colorScheme, initialThread, onAsk } = facts
  return {
    api: {
      url: `${apiBase}/chatkit`,
      domainKey,
      fetch,
      uploadStrategy: { type: 'two_phase' },
    },
    frameTitle: 'Chat with your coach',
    initialThread,
    theme: panelTheme(colorScheme),
    // The list of chats and the titles are the page's own.
    header: { enabled: false },
    history: { enabled: false },
    startScreen: {
      greeting: GREETING,
      prompts: STARTERS.map(({ id, label, prompt }) => ({ label, prompt, icon: ICONS[id] })),
    },
    composer: {
      placeholder: 'Ask your coach',
      attachments: session.uploads
        ? {
            enabled: true,
            maxSize: session.limits.attachment_bytes,
            maxCount: session.limits.attachments_per_message,
          }
        : { enabled: false },
      dictation: { enabled: session.dictation },
    },
    threadItemActions: { feedback: true, retry: true },
    widgets: {
      onAction: async (action) => {
        const text = messageIn(action)
        if (text) await onAsk(text)
      },
    },
    onClientTool: ({ name }) => runClientTool(name),
  }
}

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
