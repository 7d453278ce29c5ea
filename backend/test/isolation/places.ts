/** Everywhere that sessions have to be kept apart: by both stores of files, on both memories. */

import { type Api, startApi } from '../api/start-api.ts'
import { startOpenAIApi } from '../api/start-openai-api.ts'
import { startRedis } from '../process/start-redis.ts'
import type { ScriptedUpstream } from '../upstream/scripted-upstream.ts'
import { tellsAll } from './telling-model.ts'
import { Witness } from './witness.ts'

export type Place = {
  api: Api
  /** The model's server, where there is one. */
  upstream: ScriptedUpstream | undefined
  visitor(session?: string): Witness
  [Symbol.asyncDispose](): Promise<void>
}

type Env = Record<string, string>
type Start = (env: Env) => Promise<Api & { upstream?: ScriptedUpstream }>

const offline: Start = (env) => startApi(env)

const hosted: Start = async (env) => {
  const api = await startOpenAIApi(env)
  api.upstream.answers(tellsAll(api.upstream.files))
  return api
}

const onSqlite =
  (start: Start) =>
  async (env: Env = {}): Promise<Place> =>
    placeOf(await start(env))

const onRedis =
  (start: Start) =>
  async (env: Env = {}): Promise<Place> => {
    const redis = await startRedis()
    return placeOf(await start({ ...env, REDIS_URL: redis.url }), redis.stop)
  }

function placeOf(api: Awaited<ReturnType<Start>>, stopStore = async () => {}): Place {
  return {
    api,
    upstream: api.upstream,
    visitor: (session) => new Witness(api.url, session),
    async [Symbol.asyncDispose]() {
      await api[Symbol.asyncDispose]()
      await stopStore()
    },
  }
}

/** Each store of files once, and each memory once. The library coach takes a moment for each search. */
export const places = [
  { where: 'with the library coach, on SQLite', open: onSqlite(offline), isPaced: true },
  { where: 'with a hosted store, on Redis', open: onRedis(hosted), isPaced: false },
]

/** A scripted model on both memories, for what is kept there. */
export const memories = [
  { where: 'on SQLite', open: onSqlite(hosted) },
  { where: 'on Redis', open: onRedis(hosted) },
]
