import { describeMemory } from '../../../test/memory-contract/memory-contract.ts'
import { useRedis } from '../../../test/process/redis-memory.ts'
import { startRedis, startRedisCluster } from '../../../test/process/start-redis.ts'

describeMemory('Redis', useRedis(() => startRedis()).openMemory)
describeMemory('Redis cluster', useRedis(startRedisCluster).openMemory)
