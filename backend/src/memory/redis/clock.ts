/** The time that all processes on one Redis share; it goes on evenly where the clock of one of them jumps. */
import type { Redis } from '../../redis/connection.ts'
import { keys } from './keys.ts'

export type SharedClock = ReturnType<typeof sharedClock>

export type SharedTimeSource = {
  /** The server's own time, in milliseconds since 1970. */
  wall(): Promise<number>
  /** In milliseconds; it only ever goes on. */
  steady(): number
}

export const serverTime = (redis: Redis): SharedTimeSource => ({
  async wall() {
    const [seconds, microseconds] = await redis.call((on) => on.time())
    return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000)
  },
  steady: () => performance.now(),
})

export function sharedClock(redis: Redis, { wall, steady }: SharedTimeSource) {
  let offset: number | undefined
  let beginning: Promise<void> | undefined

  /** Once in a while: the clocks of processes differ a little in how fast they go. */
  const follow = async (): Promise<void> => {
    const mine = offset === undefined ? '' : String(Math.round(steady() + offset))
    const server = String(await wall())
    const shared = await redis.call((on) => on.followClock([keys.clock], server, mine))
    offset = Number(shared) - steady()
  }

  return {
    follow,

    async now(): Promise<number> {
      if (offset === undefined) {
        beginning ??= follow().finally(() => {
          beginning = undefined
        })
        await beginning
      }
      return Math.round(steady() + (offset ?? 0))
    },
  }
}
