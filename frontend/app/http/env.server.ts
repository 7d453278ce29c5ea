import { randomBytes } from 'node:crypto'

const DEFAULT_API = 'http://localhost:8000'
const SHORTEST_SECRET = 16

/** The only reader of the environment. Says which variable is wrong, and how to put it right. */
export function readEnv(env: Record<string, string | undefined> = process.env) {
  const production = env.NODE_ENV === 'production'
  const publicApi = address(
    'VITE_API_BASE',
    env.VITE_API_BASE || import.meta.env.VITE_API_BASE || DEFAULT_API,
  )
  return {
    production,
    /** Where the browser finds the API. */
    publicApi,
    /** Where this server finds it. */
    api: address('API_BASE', env.API_BASE || publicApi),
    sessionSecret: secret(env.SESSION_SECRET?.trim(), production),
    /** Vercel runs the page as a function and writes who calls it into headers. */
    isVercel: env.VERCEL === '1',
    /** Of OpenAI's ChatKit panel. Without one there is only our own chat. */
    panelKey: domainKey(
      env.VITE_CHATKIT_API_DOMAIN_KEY || import.meta.env.VITE_CHATKIT_API_DOMAIN_KEY,
    ),
  }
}

function address(name: string, value: string) {
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new Error(
      `${name} must be the address of the API, such as https://api.example.com. It is "${value}".`,
    )
  }
  return url.href.replace(/\/$/, '')
}

function domainKey(value: string | undefined) {
  if (!value) return undefined
  if (/\s/.test(value) || value.startsWith('sk-')) {
    throw new Error(
      'VITE_CHATKIT_API_DOMAIN_KEY must be the key of a domain, such as domain_pk_…. Every visitor can read it: never put an API key there.',
    )
  }
  return value
}

function secret(value: string | undefined, production: boolean) {
  if (value && value.length >= SHORTEST_SECRET) return value
  if (value) {
    throw new Error(`SESSION_SECRET is too short: use ${SHORTEST_SECRET} characters or more.`)
  }
  if (production) {
    throw new Error(
      'SESSION_SECRET is missing. It signs the session cookie: set it to a long random text.',
    )
  }
  return randomBytes(32).toString('hex')
}

export const env = readEnv()
