import { useRedis } from '../../test/redis-memory.ts'
import { startRedis, startRedisCluster } from '../../test/start-redis.ts'
import { describeMemory } from './memory-contract.ts'

describeMemory('Redis', useRedis(() => startRedis()).openMemory)
describeMemory('Redis cluster', useRedis(startRedisCluster).openMemory)
