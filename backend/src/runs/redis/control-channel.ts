/** Sends commands (cancel, finish now) to a run in another process. */
import type { Redis } from '../../redis/connection.ts'
import type { LocalRun } from '../local/local-run.ts'
import type { Command, RecordOf } from './records.ts'

type Parts = { redis: Redis; owner: string; find(runId: string): LocalRun | undefined }

export type ControlChannel = ReturnType<typeof createControlChannel>

const channelOf = (process: string) => `hub:process:${process}`

export function createControlChannel({ redis, owner, find }: Parts) {
  const deliver = (run: LocalRun | undefined, what: string) => {
    if (what === 'cancel') void run?.cancel()
    if (what === 'finish_now') void run?.finishNow()
  }

  return {
    deliver,

    /** What is missed while Redis is away, a run finds in its record as soon as it writes. */
    listen: () =>
      redis.subscribe(channelOf(owner), (message) => {
        const [id = '', what = ''] = message.split(' ')
        deliver(find(id), what)
      }),

    async send(record: RecordOf, what: Command): Promise<void> {
      const asked = await record.ask(what)
      if (asked === owner) deliver(find(record.id), what)
      else if (asked) {
        await redis.call((on) => on.publish(channelOf(asked), `${record.id} ${what}`))
      }
    },
  }
}
