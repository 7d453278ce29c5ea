import { useRedis } from '../../../test/process/redis-memory.ts'
import { startRedis, startRedisCluster } from '../../../test/process/start-redis.ts'
import { describeRuns } from '../../../test/runs-contract.ts'
import { fail } from '../../../test/samples/run-samples.ts'
import { createRedisRuns } from './redis-runs.ts'

for (const [name, start] of [
  ['Redis', () => startRedis()],
  ['a Redis cluster', startRedisCluster],
] as const) {
  const on = useRedis<
    Awaited<ReturnType<typeof startRedis>> | Awaited<ReturnType<typeof startRedisCluster>>
  >(start)
  describeRuns(`Runs on ${name}`, async (options) => {
    await on.server.flush()
    return createRedisRuns({ redis: on.redis, onError: fail, leaseMs: 8_000, ...options })
  })
}
