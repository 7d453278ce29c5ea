/**
 * What has to be known outside the sessions: when to look at each, whose files are whose, which files
 * nobody owns any more, and how answers were rated. One key at a time, each maybe on another server,
 * so a crash may come between any two commands: the truth is in the session, and a look mends the rest.
 */
import type { Feedback } from '../../protocol/schemas.ts'
import type { Redis } from '../../redis/connection.ts'
import { keys, sessionKeys } from './keys.ts'

/** What a script tells of its session: its ratings, if they may have changed, then its orphaned files. */
export type SessionChanges = [ratings: string, ...orphans: string[]]

export type GlobalIndex = ReturnType<typeof createGlobalIndex>

type DueSession = { session: string; at: number }
export type EndedLease = { session: string; threadId: string; at: number }

/** Longer than any command takes: nobody looks at, and drops, a session that is being written to. */
const CHECK_AGAIN_MS = 60_000

export function createGlobalIndex(redis: Redis, now: () => Promise<number>) {
  return {
    /** The session is in use until then. */
    async schedule(session: string, at: number): Promise<void> {
      await redis.call((on) => on.zAdd(keys.sessions, { value: session, score: at }))
    },

    /** Before something is written into a session: it may not be known yet, or be just forgotten. */
    async scheduleSoon(session: string): Promise<void> {
      const soon = { value: session, score: (await now()) + CHECK_AGAIN_MS }
      await redis.call((on) => on.zAdd(keys.sessions, soon, { comparison: 'GT' }))
    },

    /** Before a session is forgotten: what comes in at the same moment is found soon. */
    async rescheduleSoon(session: string): Promise<void> {
      const soon = { value: session, score: (await now()) + CHECK_AGAIN_MS }
      await redis.call((on) => on.zAdd(keys.sessions, soon, { condition: 'XX' }))
    },

    async due(at: number, limit: number): Promise<DueSession[]> {
      const range = { LIMIT: { offset: 0, count: limit } }
      const due = await redis.call((on) =>
        on.zRangeByScoreWithScores(keys.sessions, '-inf', `(${at}`, range),
      )
      return due.map(({ value, score }) => ({ session: value, at: score }))
    },

    /** After a look: when to look again, or never. Not if the session has come into use meanwhile. */
    async reschedule({ session, at }: DueSession, again: string | undefined): Promise<void> {
      const args = [session, String(at), ...(again === undefined ? [] : [again])]
      await redis.call((on) => on.settleScore([keys.sessions], ...args))
    },

    /** Before an open turn is noted in its session. */
    async leaseTurn(session: string, threadId: string, leaseMs: number): Promise<void> {
      const lease = { value: `${session} ${threadId}`, score: (await now()) + leaseMs }
      await redis.call((on) => on.zAdd(keys.openTurns, lease))
    },

    async endLease(session: string, threadId: string): Promise<void> {
      await redis.call((on) => on.zRem(keys.openTurns, `${session} ${threadId}`))
    },

    async endedLeases(at: number, limit: number): Promise<EndedLease[]> {
      const range = { LIMIT: { offset: 0, count: limit } }
      const ended = await redis.call((on) =>
        on.zRangeByScoreWithScores(keys.openTurns, '-inf', `(${at}`, range),
      )
      return ended.map(({ value, score }) => {
        const [session = '', threadId = ''] = value.split(' ')
        return { session, threadId, at: score }
      })
    },

    /** There is nothing behind it any more. Not if another turn has begun there meanwhile. */
    async dropLease({ session, threadId, at }: EndedLease): Promise<void> {
      const args = [`${session} ${threadId}`, String(at)]
      await redis.call((on) => on.settleScore([keys.openTurns], ...args))
    },

    /** Tells what has changed in a session; only what is known here is dropped there. */
    async apply(session: string, [ratings, ...orphans]: SessionChanges): Promise<void> {
      if (ratings === '0 0') await redis.call((on) => on.hDel(keys.feedback, session))
      else if (ratings) await redis.call((on) => on.hSet(keys.feedback, session, ratings))
      if (orphans.length === 0) return
      await redis.call((on) => on.sAdd(keys.orphanedFiles, orphans))
      await redis.call((on) => on.sRem(sessionKeys(session).orphans, orphans))
    },

    async ownerOf(fileId: string): Promise<string | null> {
      return redis.call((on) => on.hGet(keys.files, fileId))
    },

    async claimFile(session: string, fileId: string): Promise<void> {
      await redis.call((on) => on.hSetNX(keys.files, fileId, session))
    },

    async noteOrphanedFile(id: string): Promise<void> {
      await redis.call((on) => on.sAdd(keys.orphanedFiles, id))
    },

    async loadOrphanedFiles(): Promise<string[]> {
      return redis.call((on) => on.sRandMemberCount(keys.orphanedFiles, 100))
    },

    async forgetOrphanedFile(id: string): Promise<void> {
      await redis.call((on) => on.hDel(keys.files, id))
      await redis.call((on) => on.sRem(keys.orphanedFiles, id))
    },

    async countFeedback(): Promise<Record<Feedback, number>> {
      const count = { positive: 0, negative: 0 }
      for (const ratings of await redis.call((on) => on.hVals(keys.feedback))) {
        const [positive = 0, negative = 0] = ratings.split(' ').map(Number)
        count.positive += positive
        count.negative += negative
      }
      return count
    },
  }
}
