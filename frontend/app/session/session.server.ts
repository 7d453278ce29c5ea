import { randomUUID } from 'node:crypto'
import {
  type AppLoadContext,
  createCookieSessionStorage,
  type LoaderFunctionArgs,
  redirect,
  type Session,
} from '@remix-run/node'
import { isHttps } from '~/http/cross-site'
import { env } from '~/http/env.server'
import { safeRedirectPath } from '~/http/safe-redirect'
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

const storageNamed = (name: string, secure: boolean) =>
  createCookieSessionStorage<Stored, Flashed>({
    cookie: {
      name,
      secure,
      httpOnly: true,
      sameSite: 'lax',
      path: '/',
      secrets: [env.sessionSecret],
    },
  })

/** Browsers take a cookie with this prefix only over https and from this very host, so no other host can plant one. */
const httpsStorage = storageNamed('__Host-hub_session', true)
const httpStorage = storageNamed('hub_session', false)

const storageOf = (request: Request) => (isHttps(request) ? httpsStorage : httpStorage)

/** One session a request, however many loaders ask: they share the request's load context. */
const opened = new WeakMap<AppLoadContext, Promise<DocumentSession>>()

export function documentSession({ request, context }: RequestArgs) {
  const session = opened.get(context) ?? open(request)
  opened.set(context, session)
  return session
}

async function open(request: Request): Promise<DocumentSession> {
  const cookie = await storageOf(request).getSession(request.headers.get('Cookie'))
  const afterForm = cookie.get('continues') === true
  const known = continuesSession(request, afterForm) ? cookie.get('id') : undefined
  const id = known ?? randomUUID()
  cookie.set('id', id)
  const answersForm = known !== undefined && (afterForm || request.method === 'POST')
  return { id, answersForm, cookie }
}

export async function sessionCookie(args: RequestArgs) {
  const { cookie } = await documentSession(args)
  return storageOf(args.request).commitSession(cookie)
}

/** Sends the reader on after a form, still in the same session, and always within this site. */
export async function redirectAfterForm(args: RequestArgs, to: unknown) {
  const { cookie } = await documentSession(args)
  cookie.flash('continues', true)
  return redirect(safeRedirectPath(to), { headers: { 'Set-Cookie': await sessionCookie(args) } })
}

/** Sends the reader on after a form that has ended their session. */
export async function redirectToNewSession(args: RequestArgs, to: string) {
  const { cookie } = await documentSession(args)
  cookie.set('id', randomUUID())
  return redirectAfterForm(args, to)
}
