import { describeMemory } from '../../../test/memory-contract/memory-contract.ts'
import { useRedis } from '../../../test/redis-memory.ts'
import { startRedis, startRedisCluster } from '../../../test/start-redis.ts'

describeMemory('Redis', useRedis(() => startRedis()).openMemory)
describeMemory('Redis cluster', useRedis(startRedisCluster).openMemory)
