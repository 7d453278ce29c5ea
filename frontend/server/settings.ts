/** What the page's server itself reads from the environment; what the app reads is in app/http/env.server.ts. */
export type ServerSettings = { port: number; host: string | undefined }

/** Remix and its routes read NODE_ENV themselves: a server that is started without it is one in production. */
export function setNodeEnv(env: Record<string, string | undefined> = process.env) {
  env.NODE_ENV ??= 'production'
}

/** @throws {Error} naming the variable that is wrong. */
export function readServerSettings(env: Record<string, string | undefined> = process.env) {
  const port = Number(env.PORT || 5173)
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new Error('PORT must be a port number between 0 and 65535.')
  }
  return { port, host: env.HOST || undefined } satisfies ServerSettings
}
