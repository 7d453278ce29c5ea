import { env } from './env.server'

/** From where OpenAI's panel comes: its script, and the frame that the script opens. */
const PANEL = 'https://cdn.platform.openai.com'

type Settings = Pick<typeof env, 'publicApi' | 'production' | 'panelKey'>

/** What a document may load and who may frame it. `nonce` is for the inline scripts of this one document. */
export function securityHeaders(nonce: string, settings: Settings = env) {
  return {
    'Content-Security-Policy': contentSecurityPolicy(nonce, settings),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'strict-origin-when-cross-origin',
    // A document holds the id of a session.
    'Cache-Control': 'no-store',
  }
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
