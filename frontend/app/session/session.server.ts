import { randomUUID } from 'node:crypto'
import {
  type AppLoadContext,
  createCookieSessionStorage,
  type LoaderFunctionArgs,
  redirect,
  type Session,
} from '@remix-run/node'
import { env } from '~/env.server'
import { continuesSession } from './continues-session'

type RequestArgs = Pick<LoaderFunctionArgs, 'request' | 'context'>
type Stored = { id: string }
type Flashed = { continues: boolean }

export type DocumentSession = {
  id: string
  /** This document answers a form that the reader has just sent from this site. */
  answersForm: boolean
  cookie: Session<Stored, Flashed>
}

const storage = createCookieSessionStorage<Stored, Flashed>({
  cookie: {
    name: 'hub_session',
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secrets: [env.sessionSecret],
  },
})

/** One session a request, however many loaders ask: they share the request's load context. */
const opened = new WeakMap<AppLoadContext, Promise<DocumentSession>>()

export function documentSession({ request, context }: RequestArgs) {
  const session = opened.get(context) ?? open(request)
  opened.set(context, session)
  return session
}

async function open(request: Request): Promise<DocumentSession> {
  const cookie = await storage.getSession(request.headers.get('Cookie'))
  const afterForm = cookie.get('continues') === true
  const known = continuesSession(request, afterForm) ? cookie.get('id') : undefined
  const id = known ?? randomUUID()
  cookie.set('id', id)
  const answersForm = known !== undefined && (afterForm || request.method === 'POST')
  return { id, answersForm, cookie }
}

export async function sessionCookie(args: RequestArgs) {
  const { cookie } = await documentSession(args)
  return storage.commitSession(cookie, { secure: env.production && isHttps(args.request) })
}

/** Sends the reader on after a form, still in the same session. */
export async function redirectAfterForm(args: RequestArgs, to: string) {
  const { cookie } = await documentSession(args)
  cookie.flash('continues', true)
  return redirect(to, { headers: { 'Set-Cookie': await sessionCookie(args) } })
}

/** Sends the reader on after a form that has ended their session. */
export async function redirectToNewSession(args: RequestArgs, to: string) {
  const { cookie } = await documentSession(args)
  cookie.set('id', randomUUID())
  return redirectAfterForm(args, to)
}

function isHttps(request: Request) {
  const protocol = request.headers.get('X-Forwarded-Proto') ?? new URL(request.url).protocol
  return protocol.startsWith('https')
}

/** A path of this site, whatever the form said. */
export function pathWithin(to: FormDataEntryValue | null) {
  return typeof to === 'string' && /^\/(?![/\\])/.test(to) ? to : '/'
}
