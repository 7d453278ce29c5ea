import type { LinksFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import {
  Links,
  Meta,
  Outlet,
  Scripts,
  useMatches,
  useRouteError,
  useRouteLoaderData,
} from '@remix-run/react'
import { type ReactNode, useEffect } from 'react'
import { env } from './http/env.server'
import { BootstrapDataElement } from './session/bootstrap-data'
import { markHydrated } from './session/client-loader'
import { documentSession } from './session/session.server'
import { restoreEarlyTyping } from './ui/early-typing'
import { useNonce } from './ui/nonce'
import './ui/tokens.css'
import './ui/base.css'
import { FramelessErrorPage } from './shell/error-page'
import { Announcer } from './ui/announcer'
import { type Theme, themeOf, useTheme } from './ui/theme'

const PAPER = { light: '#fbf8f3', dark: '#1a1715' }

export const links: LinksFunction = () => [
  { rel: 'icon', href: '/favicon.svg', type: 'image/svg+xml' },
]

export const meta: MetaFunction = () => [
  { title: 'Coaching Hub' },
  {
    name: 'description',
    content:
      'A coach for content creators: hooks, scripts, strategy and the client you make them for.',
  },
]

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { id, answersForm } = await documentSession({ request, context })
  return {
    theme: themeOf(request.headers.get('Cookie')),
    facts: { apiBase: env.publicApi, sessionId: id, answersForm, panelKey: env.panelKey },
  }
}

/** These are facts about the document. They do not change while it lives. */
export const shouldRevalidate = () => false

export function Layout({ children }: { children: ReactNode }) {
  const root = useRouteLoaderData<typeof loader>('root')
  const theme = useTheme()
  const nonce = useNonce()
  const isInert = useMatches().some(({ handle }) => isObject(handle) && handle.isInert === true)
  return (
    <html lang="en" data-theme={theme}>
      <head>
        <meta charSet="utf-8" />
        <meta
          name="viewport"
          content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"
        />
        <ThemeColor theme={theme} />
        <Meta />
        <Links />
      </head>
      <body>
        <Announcer />
        {children}
        {root && !isInert && <BootstrapDataElement facts={root.facts} />}
        {!isInert && <Scripts nonce={nonce} />}
      </body>
    </html>
  )
}

export default function App() {
  useDocumentAlive()
  return <Outlet />
}

/** After the loaders that run during hydration: they start with this very commit. */
function useDocumentAlive() {
  useEffect(() => {
    restoreEarlyTyping()
    const timer = setTimeout(markHydrated)
    return () => clearTimeout(timer)
  }, [])
}

export function ErrorBoundary() {
  return <FramelessErrorPage error={useRouteError()} />
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

function ThemeColor({ theme }: { theme: Theme }) {
  if (theme !== 'system') return <meta name="theme-color" content={PAPER[theme]} />
  return (
    <>
      <meta name="theme-color" media="(prefers-color-scheme: light)" content={PAPER.light} />
      <meta name="theme-color" media="(prefers-color-scheme: dark)" content={PAPER.dark} />
    </>
  )
}
