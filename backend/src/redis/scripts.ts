/** What has to happen in Redis as one: scripts, known to the server by their hash after the first call. */
import { readFileSync } from 'node:fs'
import { type CommandParser, defineScript, type RedisArgument } from 'redis'

const source = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')

function parseCommand(parser: CommandParser, keys: string[], ...args: RedisArgument[]) {
  parser.pushKeysLength(keys)
  parser.push(...args)
}

const transformReply = (reply: unknown) => reply

export const scripts = {
  /** An operation on the memory of one session: its keys, the operation, its arguments. */
  onSession: defineScript({ SCRIPT: source('session.lua'), parseCommand, transformReply }),
  /** An operation on the runs of one session: their key and that of a log, the operation, its arguments. */
  onRuns: defineScript({ SCRIPT: source('runs.lua'), parseCommand, transformReply }),
  /** An operation on places that are lent for a time: their key, the operation, its arguments. */
  lendPlaces: defineScript({ SCRIPT: source('places.lua'), parseCommand, transformReply }),
  /** The time that all processes share. */
  followClock: defineScript({ SCRIPT: source('follow-clock.lua'), parseCommand, transformReply }),
  /** Changes a score of a sorted set, or removes it, unless it has changed since it was read. */
  settleScore: defineScript({ SCRIPT: source('settle-score.lua'), parseCommand, transformReply }),
}
