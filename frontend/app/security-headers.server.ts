import { env } from './env.server'

/** What a document may load and who may frame it. `nonce` is for the inline scripts of this one document. */
export function securityHeaders(nonce: string) {
  return {
    'Content-Security-Policy': contentSecurityPolicy(nonce),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'strict-origin-when-cross-origin',
    // A document holds the id of a session.
    'Cache-Control': 'no-store',
  }
}

function contentSecurityPolicy(nonce: string) {
  const api = new URL(env.publicApi).origin
  // Vite's development server puts styles into the page itself and talks over a socket.
  const development = {
    style: env.production ? '' : "'unsafe-inline'",
    connect: env.production ? '' : 'ws:',
  }
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' ${development.style}`,
    "style-src-attr 'unsafe-inline'",
    `connect-src 'self' ${api} ${development.connect}`,
    `img-src 'self' data: blob: ${api}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}
