/** The only reader of `process.env`: everything the backend can be told, checked once at start. */
import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { z } from 'zod'
import type { ClientLimits } from './limits/admission.ts'
import type { TrustedProxy } from './limits/client-address.ts'

const backendFolder = resolve(import.meta.dirname, '..')

/** An empty value, as `.env.example` leaves it, counts as not set. */
const optional = z
  .string()
  .optional()
  .transform((value) => value?.trim() || undefined)

const NOT_WHOLE = { error: 'must be a whole number' }

const wholeNumber = (fallback: number, { min = 1, max = Number.MAX_SAFE_INTEGER } = {}) =>
  z.preprocess(
    (value) => (value === undefined || value === '' ? fallback : value),
    z.coerce
      .number(NOT_WHOLE)
      .int(NOT_WHOLE)
      .min(min, { error: `must be at least ${min}` })
      .max(max, { error: `must be at most ${max}` }),
  )

const optionalWholeNumber = optional.pipe(
  z.coerce
    .number<string>(NOT_WHOLE)
    .int(NOT_WHOLE)
    .min(1, { error: 'must be at least 1' })
    .optional(),
)

const webAddress = optional.refine(
  (value) => value === undefined || /^https?:$/.test(URL.parse(value)?.protocol ?? ''),
  { error: 'must be an address that starts with http:// or https://' },
)

const redisAddresses = optional.refine(
  (value) => value === undefined || value.split(',').every(isRedisAddress),
  {
    error:
      'must be an address that starts with redis:// or rediss://; a cluster has several, with commas between them',
  },
)

const trustedProxy = optional.refine(
  (value) => value === undefined || value === 'off' || proxyHeader(value) !== undefined,
  {
    error:
      'must be off, or the header in which your proxy names the client: X-Real-IP, X-Forwarded-For (its last entry; X-Forwarded-For:2 with two proxies), CF-Connecting-IP',
  },
)

const MiB = 1024 * 1024

const environment = z.object({
  NODE_ENV: z.string().default('development'),
  PORT: wholeNumber(8000, { min: 0, max: 65535 }),
  HOST: optional.transform((value) => value ?? '0.0.0.0'),
  OPENAI_API_KEY: optional,
  OPENAI_BASE_URL: webAddress,
  OPENAI_MODEL: optional,
  JASON_VECTOR_STORE_ID: optional.refine((id) => id === undefined || /^vs_[\w-]+$/.test(id), {
    error: "must be a vector store's id, which starts with vs_",
  }),
  CORS_ORIGINS: optional.refine((value) => originList(value).every(isOriginPattern), {
    error:
      'must be a comma list of origins such as https://hub.example.com or https://*.example.app',
  }),
  SESSION_SECRET: optional.refine((value) => value === undefined || value.length >= 16, {
    error: 'must have at least 16 characters',
  }),
  SESSION_TTL_MINUTES: wholeNumber(24 * 60),
  PRIVATE_SESSION_TTL_MINUTES: wholeNumber(30),
  REDIS_URL: redisAddresses,
  MAX_DATABASE_BYTES: optional
    .transform((value) => (value === undefined ? undefined : Number(value)))
    .refine((value) => value === undefined || (Number.isSafeInteger(value) && value >= MiB), {
      error: `must be a whole number of at least ${MiB}`,
    }),
  DATA_DIR: optional.transform((value) => resolve(backendFolder, value ?? 'data')),
  LOG_LEVEL: optional.pipe(
    z
      .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
        error: 'must be one of trace, debug, info, warn, error, fatal, silent',
      })
      .default('info'),
  ),
  METRICS_TOKEN: optional,
  MODERATION: optional.pipe(z.enum(['on', 'off'], { error: 'must be on or off' }).default('on')),
  BACKGROUND_RESPONSES: optional.pipe(
    z.enum(['on', 'off'], { error: 'must be on or off' }).default('on'),
  ),
  LIBRARY_ADMIN_TOKEN: optional.refine((value) => value === undefined || value.length >= 16, {
    error: 'must have at least 16 characters',
  }),
  OFFLINE_WORDS_PER_SECOND: wholeNumber(28),
  MAX_MESSAGE_CHARS: wholeNumber(32_000),
  MAX_BODY_BYTES: wholeNumber(1 * MiB),
  MAX_DICTATION_BYTES: wholeNumber(10 * MiB),
  MAX_ATTACHMENT_BYTES: wholeNumber(20 * MiB),
  MAX_ATTACHMENTS_PER_MESSAGE: wholeNumber(5),
  MAX_LIBRARY_FILE_BYTES: wholeNumber(50 * MiB),
  MAX_THREADS_PER_SESSION: wholeNumber(50),
  MAX_FILE_BYTES_PER_SESSION: wholeNumber(200 * MiB),
  MAX_FILES_PER_SESSION: wholeNumber(500),
  MAX_ITEMS_PER_THREAD: wholeNumber(5_000),
  MAX_RUNS_PER_SESSION: wholeNumber(4),
  MAX_ANSWER_LOG_BYTES: wholeNumber(8 * MiB),
  MAX_ENDED_LOG_BYTES: wholeNumber(64 * MiB),
  MAX_FOLLOWERS_PER_RUN: wholeNumber(8),
  MAX_FOLLOWERS_PER_SESSION: wholeNumber(16),
  MAX_FOLLOWERS: wholeNumber(1_000),
  FOLLOWER_STALL_SECONDS: wholeNumber(60),
  MAX_UPLOADS: wholeNumber(32),
  MAX_BODIES_BYTES: wholeNumber(64 * MiB),
  MAX_UNREAD_ANSWERS_BYTES: wholeNumber(64 * MiB),
  MAX_RUNNING_ANSWERS: wholeNumber(512),
  RATE_LIMITS: optional.pipe(z.enum(['on', 'off'], { error: 'must be on or off' }).default('on')),
  LIMIT_REQUESTS_PER_MINUTE: wholeNumber(3_000),
  LIMIT_NEW_SESSIONS_PER_10_MINUTES: wholeNumber(600),
  LIMIT_ANSWERS_PER_MINUTE: wholeNumber(240),
  LIMIT_ANSWERS_AT_ONCE: wholeNumber(40),
  LIMIT_UPLOADS_PER_10_MINUTES: wholeNumber(240),
  LIMIT_UPLOAD_BYTES_PER_HOUR: wholeNumber(2 * 1024 * MiB),
  LIMIT_RECEIPTS_PER_MINUTE: wholeNumber(300),
  DAILY_TOKEN_BUDGET: optionalWholeNumber,
  SESSION_TOKEN_BUDGET: optionalWholeNumber,
  DRAIN_SECONDS: wholeNumber(25, { min: 0 }),
  TRUSTED_PROXY: trustedProxy,
  RAILWAY_GIT_COMMIT_SHA: optional,
  RAILWAY_ENVIRONMENT_ID: optional,
  RAILWAY_PROJECT_ID: optional,
})

export type Config = ReturnType<typeof readConfig>
export type Limits = Config['limits']

/** @throws {Error} naming every variable whose value cannot be used, and what it must be. */
export function readConfig(env: NodeJS.ProcessEnv = process.env) {
  const parsed = environment.safeParse(env)
  if (!parsed.success) throw new Error(explain(parsed.error.issues))
  const values = parsed.data
  const production = values.NODE_ENV === 'production'
  if (production && !values.SESSION_SECRET) {
    throw new Error(
      'SESSION_SECRET must be set in production: at least 16 random characters, the same on every replica.',
    )
  }

  return {
    production,
    port: values.PORT,
    host: values.HOST,
    openai: {
      apiKey: values.OPENAI_API_KEY,
      baseURL: values.OPENAI_BASE_URL,
      model: values.OPENAI_MODEL,
      vectorStoreId: values.JASON_VECTOR_STORE_ID,
      offlineWordsPerSecond: values.OFFLINE_WORDS_PER_SECOND,
      // Of use only where there is another process that can go on with an answer.
      background:
        values.BACKGROUND_RESPONSES === 'on' &&
        Boolean(values.OPENAI_API_KEY) &&
        Boolean(values.REDIS_URL),
    },
    // Only OpenAI itself has it for sure, and only with a key.
    moderation:
      values.MODERATION === 'on' && Boolean(values.OPENAI_API_KEY) && !values.OPENAI_BASE_URL,
    corsOrigins: originList(values.CORS_ORIGINS),
    trustedProxy: proxyOf(values, production),
    sessionSecret: values.SESSION_SECRET ?? randomBytes(32).toString('hex'),
    sessionTtlMinutes: values.SESSION_TTL_MINUTES,
    privateSessionTtlMinutes: Math.min(
      values.PRIVATE_SESSION_TTL_MINUTES,
      values.SESSION_TTL_MINUTES,
    ),
    redisUrl: values.REDIS_URL,
    libraryAdminToken: values.LIBRARY_ADMIN_TOKEN,
    dataDir: values.DATA_DIR,
    maxDatabaseBytes: values.MAX_DATABASE_BYTES,
    knowledgeDir: resolve(backendFolder, 'knowledge'),
    logLevel: values.LOG_LEVEL,
    metricsToken: values.METRICS_TOKEN,
    drainSeconds: values.DRAIN_SECONDS,
    commit: values.RAILWAY_GIT_COMMIT_SHA,
    clientLimits: clientLimitsOf(values),
    maxRunningAnswers: values.MAX_RUNNING_ANSWERS,
    tokenBudget: { perDay: values.DAILY_TOKEN_BUDGET, perSession: values.SESSION_TOKEN_BUDGET },
    limits: {
      messageChars: values.MAX_MESSAGE_CHARS,
      bodyBytes: values.MAX_BODY_BYTES,
      dictationBytes: values.MAX_DICTATION_BYTES,
      attachmentBytes: values.MAX_ATTACHMENT_BYTES,
      attachmentsPerMessage: values.MAX_ATTACHMENTS_PER_MESSAGE,
      libraryFileBytes: values.MAX_LIBRARY_FILE_BYTES,
      threadsPerSession: values.MAX_THREADS_PER_SESSION,
      fileBytesPerSession: values.MAX_FILE_BYTES_PER_SESSION,
      filesPerSession: values.MAX_FILES_PER_SESSION,
      itemsPerThread: values.MAX_ITEMS_PER_THREAD,
      runsPerSession: values.MAX_RUNS_PER_SESSION,
      answerLogBytes: values.MAX_ANSWER_LOG_BYTES,
      endedLogBytes: values.MAX_ENDED_LOG_BYTES,
      followersPerRun: values.MAX_FOLLOWERS_PER_RUN,
      followersPerSession: values.MAX_FOLLOWERS_PER_SESSION,
      followers: values.MAX_FOLLOWERS,
      followerStallSeconds: values.FOLLOWER_STALL_SECONDS,
      uploads: values.MAX_UPLOADS,
      bodiesBytes: values.MAX_BODIES_BYTES,
      unreadAnswersBytes: values.MAX_UNREAD_ANSWERS_BYTES,
    },
  }
}

/** What one client may do; undefined where clients are not counted. */
function clientLimitsOf(values: z.output<typeof environment>): ClientLimits | undefined {
  if (values.RATE_LIMITS === 'off') return undefined
  return {
    rates: {
      requests: { most: values.LIMIT_REQUESTS_PER_MINUTE, seconds: 60 },
      sessions: { most: values.LIMIT_NEW_SESSIONS_PER_10_MINUTES, seconds: 10 * 60 },
      answers: { most: values.LIMIT_ANSWERS_PER_MINUTE, seconds: 60 },
      uploads: { most: values.LIMIT_UPLOADS_PER_10_MINUTES, seconds: 10 * 60 },
      upload_bytes: { most: values.LIMIT_UPLOAD_BYTES_PER_HOUR, seconds: 60 * 60 },
      receipts: { most: values.LIMIT_RECEIPTS_PER_MINUTE, seconds: 60 },
    },
    answersAtOnce: values.LIMIT_ANSWERS_AT_ONCE,
  }
}

/** Railway's own proxy is trusted where its variables show that this runs there. */
function proxyOf(values: z.output<typeof environment>, production: boolean) {
  if (values.TRUSTED_PROXY === 'off') return undefined
  if (values.TRUSTED_PROXY) return proxyHeader(values.TRUSTED_PROXY)
  const isRailway = values.RAILWAY_ENVIRONMENT_ID || values.RAILWAY_PROJECT_ID
  return production && isRailway ? proxyHeader('X-Real-IP') : undefined
}

function proxyHeader(value: string): TrustedProxy | undefined {
  const [, name, place] = value.match(/^([a-z\d]+(?:-[a-z\d]+)+)(?::([1-9]))?$/i) ?? []
  const header = name?.toLowerCase()
  // The latter is our own: only its signature makes it believable.
  if (header === undefined || header === 'x-client-address') return undefined
  return { header, fromEnd: Number(place ?? 1) }
}

const explain = (issues: z.core.$ZodIssue[]) =>
  ['The environment cannot be used:']
    .concat(issues.map(({ path, message }) => `  ${path.join('.')} ${message}`))
    .join('\n')

function originList(value: string | undefined): string[] {
  return (value ?? '')
    .split(',')
    .map((origin) => origin.trim().replace(/\/$/, ''))
    .filter(Boolean)
}

function isRedisAddress(value: string): boolean {
  const url = URL.parse(value.trim())
  return url !== null && /^rediss?:$/.test(url.protocol) && url.hostname !== ''
}

/** One `*` may stand for a host's first label, or for a part of it. */
function isOriginPattern(origin: string): boolean {
  return /^https?:\/\/[\w-]*\*?[\w-]*(\.[\w-]+)*(:\d+)?$/.test(origin) && !/\/\/\*$/.test(origin)
}
