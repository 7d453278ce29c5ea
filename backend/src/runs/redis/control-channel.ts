/** Asking a run of another process to stop, or to come to its end. */
import type { Redis } from '../../redis/connection.ts'
import type { LoggedRun } from '../local/local-run.ts'
import type { Asked, RecordOf } from './records.ts'

type Parts = { redis: Redis; owner: string; find(runId: string): LoggedRun | undefined }

export type Asking = ReturnType<typeof createAsking>

const channelOf = (process: string) => `hub:process:${process}`

export function createAsking({ redis, owner, find }: Parts) {
  const heed = (run: LoggedRun | undefined, what: string) => {
    if (what === 'cancel') void run?.cancel()
    if (what === 'hurry') void run?.hurry()
  }

  return {
    heed,

    /** What is missed while Redis is away, a run finds in its record as soon as it writes. */
    listen: () =>
      redis.subscribe(channelOf(owner), (message) => {
        const [id = '', what = ''] = message.split(' ')
        heed(find(id), what)
      }),

    async ask(record: RecordOf, what: Asked): Promise<void> {
      const asked = await record.ask(what)
      if (asked === owner) heed(find(record.id), what)
      else if (asked) {
        await redis.call((on) => on.publish(channelOf(asked), `${record.id} ${what}`))
      }
    },
  }
}
