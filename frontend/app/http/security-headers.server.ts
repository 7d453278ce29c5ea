import { COMMON_HEADERS, STRICT_TRANSPORT } from './common-headers'
import { env } from './env.server'

/** From where OpenAI's panel comes: its script, and the frame that the script opens. */
const PANEL = 'https://cdn.platform.openai.com'

type Settings = Pick<typeof env, 'publicApi' | 'production' | 'panelKey'>

/** What a document may load and use, and who may frame it. `nonce` is for the inline scripts of this one document. */
export function documentHeaders(nonce: string, isHttps: boolean, settings: Settings = env) {
  return {
    ...dataHeaders(isHttps),
    'Content-Security-Policy': contentSecurityPolicy(nonce, settings),
    'Permissions-Policy': permissionsPolicy(settings),
  }
}

/** Documents, and the data that pages read by themselves, belong to one session. */
export function dataHeaders(isHttps: boolean) {
  return { ...COMMON_HEADERS, ...(isHttps && STRICT_TRANSPORT), 'Cache-Control': 'no-store' }
}

/** Dictation needs the microphone, in our own chat and in the panel. Everything else is denied. */
function permissionsPolicy({ panelKey }: Settings) {
  const microphone = panelKey ? `microphone=(self "${PANEL}")` : 'microphone=(self)'
  const denied = ['camera', 'display-capture', 'geolocation', 'payment', 'usb']
  return [microphone, ...denied.map((feature) => `${feature}=()`)].join(', ')
}

function contentSecurityPolicy(nonce: string, { publicApi, production, panelKey }: Settings) {
  const api = new URL(publicApi).origin
  // Vite's development server puts styles into the page itself and talks over a socket.
  const development = {
    style: production ? '' : "'unsafe-inline'",
    connect: production ? '' : 'ws:',
  }
  // The panel's element puts a style sheet of its own into the page, which changes with its releases. What it asks of
  // OpenAI it asks inside its frame, under a policy of its own.
  const panel = panelKey
    ? { script: PANEL, style: "'unsafe-inline'", frame: [`frame-src ${PANEL}`] }
    : { script: '', style: '', frame: [] }
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' ${panel.script}`,
    `style-src 'self' ${panel.style || development.style}`,
    "style-src-attr 'unsafe-inline'",
    `connect-src 'self' ${api} ${development.connect}`,
    `img-src 'self' data: blob: ${api}`,
    ...panel.frame,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}
