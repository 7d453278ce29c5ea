/** Routes that belong to the owner: they ask for a token, and without one set they do not exist. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Context, Middleware } from 'koa'
import { NotFoundError, UnauthorizedError } from '../../errors.ts'

/** @throws {UnauthorizedError} unless the request brings this token. */
export function checkBearer(ctx: Context, token: string, variable: string): void {
  if (!isSame(ctx.get('Authorization'), `Bearer ${token}`)) throw new UnauthorizedError(variable)
}

/** @param variable of the environment that holds the token */
export function requireBearer(token: string | undefined, variable: string): Middleware {
  return async (ctx, next) => {
    if (!token) throw new NotFoundError('This page')
    checkBearer(ctx, token, variable)
    await next()
  }
}

/** Takes the same time wherever the two differ, whatever their lengths. */
const isSame = (given: string, expected: string) => timingSafeEqual(hash(given), hash(expected))

const hash = (text: string) => createHash('sha256').update(text).digest()
