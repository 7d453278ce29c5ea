/** Two processes of the API on one Redis, behind a line that leads to one of them; the model says what the test wants. */

import { freePort } from '../../backend/test/process/free-port.ts'
import { type RedisServer, startRedis } from '../../backend/test/process/start-redis.ts'
import { makeTempFolder } from '../../backend/test/process/temp-folder.ts'
import { ScriptedUpstream } from '../../backend/test/upstream/scripted-upstream.ts'
import { openLine } from './breakable-line.ts'
import { type RunningApi, startApi, startPage, urlOf } from './start-hub.ts'

export type Replicas = Awaited<ReturnType<typeof startReplicas>>

export async function startReplicas() {
  const upstream = await ScriptedUpstream.start()
  const kept = makeTempFolder()
  // As a managed Redis is set up: what it has confirmed is there after a restart.
  const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--dir', kept.path]
  let redis: RedisServer = await startRedis(undefined, durable)
  const [first, second, pagePort] = [await freePort(), await freePort(), await freePort()]
  const pageUrl = urlOf(pagePort)
  const line = await openLine(first)
  const startReplica = (port: number): Promise<RunningApi> =>
    startApi(port, pageUrl, {
      REDIS_URL: redis.url,
      OPENAI_API_KEY: 'sk-only-for-these-journeys',
      OPENAI_BASE_URL: upstream.url,
      JASON_VECTOR_STORE_ID: 'vs_journeys',
    })
  const [one, two, page] = await Promise.all([
    startReplica(first),
    startReplica(second),
    startPage(pagePort, { api: urlOf(second), publicApi: line.url }),
  ])

  return {
    page: pageUrl,
    upstream,
    /** The process that answers, until the line leads to the other. */
    one,
    /** From now on new connections come to the second process. */
    leadToTwo: () => line.leadTo(second),
    breakConnections() {
      line.cut()
      line.mend()
    },
    stopRedis: () => redis.stop(),
    async startRedisAgain() {
      redis = await startRedis(redis.port, durable)
    },
    async stop() {
      await line.close()
      await Promise.all([one, two, page].map((service) => service.stop()))
      await Promise.all([redis.stop(), upstream.close()])
      kept.remove()
    },
  }
}
