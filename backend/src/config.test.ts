import { isAbsolute } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readConfig } from './config.ts'

const production = { NODE_ENV: 'production', SESSION_SECRET: 'sixteen-letters!' }

test('nothing has to be set for development', () => {
  const config = readConfig({})

  expect(config).toMatchObject({
    production: false,
    port: 8000,
    host: '0.0.0.0',
    openai: { apiKey: undefined, baseURL: undefined, model: undefined, vectorStoreId: undefined },
    corsOrigins: [],
    logLevel: 'info',
  })
  expect(isAbsolute(config.dataDir)).toBe(true)
  expect(config.sessionSecret.length).toBeGreaterThanOrEqual(32)
  expect(readConfig({}).sessionSecret).not.toBe(config.sessionSecret)
})

test('the limits are those that the product promises', () => {
  expect(readConfig({}).limits).toEqual({
    messageChars: 32_000,
    bodyBytes: 1024 * 1024,
    dictationBytes: 10 * 1024 * 1024,
    attachmentBytes: 20 * 1024 * 1024,
    attachmentsPerMessage: 5,
    libraryFileBytes: 50 * 1024 * 1024,
    threadsPerSession: 50,
    fileBytesPerSession: 200 * 1024 * 1024,
    filesPerSession: 500,
    itemsPerThread: 5_000,
    runsPerSession: 4,
    answerLogBytes: 8 * 1024 * 1024,
    endedLogBytes: 64 * 1024 * 1024,
    followersPerRun: 8,
    followersPerSession: 16,
    followers: 1_000,
    followerStallSeconds: 60,
    uploads: 32,
    bodiesBytes: 64 * 1024 * 1024,
    unreadAnswersBytes: 64 * 1024 * 1024,
  })
})

test('an empty value counts as not set', () => {
  const empty = readConfig({
    PORT: '',
    HOST: ' ',
    OPENAI_API_KEY: '',
    CORS_ORIGINS: '',
    LOG_LEVEL: '',
  })

  expect(empty).toMatchObject({ port: 8000, host: '0.0.0.0', corsOrigins: [], logLevel: 'info' })
  expect(empty.openai.apiKey).toBeUndefined()
})

test('what is set is used', () => {
  const config = readConfig({
    ...production,
    PORT: '0',
    OPENAI_API_KEY: ' sk-test ',
    OPENAI_BASE_URL: 'http://localhost:11434/v1',
    OPENAI_MODEL: 'gpt-test',
    JASON_VECTOR_STORE_ID: 'vs_abc123',
    SESSION_TTL_MINUTES: '5',
    REDIS_URL: 'rediss://hub:secret@a.example:6379, rediss://b.example:6379',
    DATA_DIR: '/var/lib/hub',
    DRAIN_SECONDS: '0',
    METRICS_TOKEN: 'a-token-of-the-owner',
    RAILWAY_GIT_COMMIT_SHA: 'abc',
    MAX_MESSAGE_CHARS: '10',
  })

  expect(config).toMatchObject({
    production: true,
    port: 0,
    openai: {
      apiKey: 'sk-test',
      baseURL: 'http://localhost:11434/v1',
      model: 'gpt-test',
      vectorStoreId: 'vs_abc123',
    },
    sessionSecret: 'sixteen-letters!',
    sessionTtlMinutes: 5,
    redisUrl: 'rediss://hub:secret@a.example:6379, rediss://b.example:6379',
    dataDir: '/var/lib/hub',
    drainSeconds: 0,
    metricsToken: 'a-token-of-the-owner',
    commit: 'abc',
    limits: { messageChars: 10 },
  })
})

test('questions go past OpenAI’s moderation where it is there, unless the owner does not want it', () => {
  const OPENAI_API_KEY = 'sk-test'

  expect(readConfig({ OPENAI_API_KEY }).moderation).toBe(true)
  expect(readConfig({ OPENAI_API_KEY, MODERATION: 'off' }).moderation).toBe(false)
  expect(readConfig({ OPENAI_API_KEY, OPENAI_BASE_URL: 'http://gateway/v1' }).moderation).toBe(
    false,
  )
  expect(readConfig({}).moderation).toBe(false)
})

test('answers are written in the background where another process can go on with them, unless the owner does not want it', () => {
  const shared = { OPENAI_API_KEY: 'sk-test', REDIS_URL: 'redis://a:6379' }

  expect(readConfig(shared).openai.background).toBe(true)
  expect(readConfig({ ...shared, OPENAI_BASE_URL: 'http://gateway/v1' }).openai.background).toBe(
    true,
  )
  expect(readConfig({ ...shared, BACKGROUND_RESPONSES: 'off' }).openai.background).toBe(false)
  expect(readConfig({ ...shared, REDIS_URL: '' }).openai.background).toBe(false)
  expect(readConfig({ ...shared, OPENAI_API_KEY: '' }).openai.background).toBe(false)
})

describe('one client', () => {
  test('is limited so that a school class behind one address can work, and a script cannot do what it likes', () => {
    expect(readConfig({}).clientLimits).toEqual({
      rates: {
        requests: { most: 3_000, seconds: 60 },
        sessions: { most: 600, seconds: 600 },
        answers: { most: 240, seconds: 60 },
        uploads: { most: 240, seconds: 600 },
        upload_bytes: { most: 2 * 1024 ** 3, seconds: 3_600 },
        receipts: { most: 300, seconds: 60 },
      },
      answersAtOnce: 40,
    })
  })

  test('is limited as the owner says, and not at all where the owner says that', () => {
    const own = readConfig({ LIMIT_NEW_SESSIONS_PER_10_MINUTES: '7' }).clientLimits

    expect(own?.rates.sessions).toEqual({ most: 7, seconds: 600 })
    expect(readConfig({ RATE_LIMITS: 'off' }).clientLimits).toBeUndefined()
  })
})

test('the service writes 512 answers at once, and has no budget unless the owner sets one', () => {
  expect(readConfig({})).toMatchObject({
    maxRunningAnswers: 512,
    tokenBudget: { perDay: undefined, perSession: undefined },
  })
  const set = { MAX_RUNNING_ANSWERS: '8', DAILY_TOKEN_BUDGET: '1000', SESSION_TOKEN_BUDGET: '100' }
  expect(readConfig(set)).toMatchObject({
    maxRunningAnswers: 8,
    tokenBudget: { perDay: 1000, perSession: 100 },
  })
  expect(readConfig({ ...set, RATE_LIMITS: 'off' })).toMatchObject({
    maxRunningAnswers: 8,
    tokenBudget: { perDay: 1000 },
  })
})

describe('a proxy is trusted', () => {
  const onRailway = { ...production, RAILWAY_ENVIRONMENT_ID: 'e1', RAILWAY_PROJECT_ID: 'p1' }

  test('on Railway in production, and nowhere else by itself', () => {
    expect(readConfig(onRailway).trustedProxy).toEqual({ header: 'x-real-ip', fromEnd: 1 })
    expect(readConfig(production).trustedProxy).toBeUndefined()
    expect(readConfig({ ...onRailway, NODE_ENV: 'development' }).trustedProxy).toBeUndefined()
  })

  test('where the owner says so, with the header that the owner names', () => {
    const proxyOf = (TRUSTED_PROXY: string) => readConfig({ TRUSTED_PROXY }).trustedProxy

    expect(proxyOf('CF-Connecting-IP')).toEqual({ header: 'cf-connecting-ip', fromEnd: 1 })
    expect(proxyOf('X-Forwarded-For')).toEqual({ header: 'x-forwarded-for', fromEnd: 1 })
    expect(proxyOf('X-Forwarded-For:2')).toEqual({ header: 'x-forwarded-for', fromEnd: 2 })
  })

  test('not where the owner says that there is none', () => {
    expect(readConfig({ ...onRailway, TRUSTED_PROXY: 'off' }).trustedProxy).toBeUndefined()
  })
})

test('origins come as a comma list, with or without a slash at the end', () => {
  const CORS_ORIGINS = 'https://hub.example.com/, https://*.example.app,http://localhost:5173'

  expect(readConfig({ CORS_ORIGINS }).corsOrigins).toEqual([
    'https://hub.example.com',
    'https://*.example.app',
    'http://localhost:5173',
  ])
})

test.each([
  ['PORT', 'eighty'],
  ['PORT', '70000'],
  ['PORT', '80.5'],
  ['OPENAI_BASE_URL', 'api.example.com/v1'],
  ['OPENAI_BASE_URL', 'file:///etc/passwd'],
  ['JASON_VECTOR_STORE_ID', 'my-store'],
  ['CORS_ORIGINS', 'hub.example.com'],
  ['CORS_ORIGINS', '*'],
  ['CORS_ORIGINS', 'https://*'],
  ['CORS_ORIGINS', 'https://a.example.com,https://b.example.com/path'],
  ['SESSION_SECRET', 'short'],
  ['SESSION_TTL_MINUTES', '0'],
  ['REDIS_URL', 'localhost:6379'],
  ['REDIS_URL', 'redis://'],
  ['REDIS_URL', 'redis://a:6379,b:6379'],
  ['LOG_LEVEL', 'loud'],
  ['MODERATION', 'maybe'],
  ['BACKGROUND_RESPONSES', 'maybe'],
  ['MAX_MESSAGE_CHARS', '-1'],
  ['RATE_LIMITS', 'none'],
  ['LIMIT_REQUESTS_PER_MINUTE', '0'],
  ['LIMIT_UPLOAD_BYTES_PER_HOUR', '2 GB'],
  ['MAX_RUNNING_ANSWERS', '-1'],
  ['DAILY_TOKEN_BUDGET', '0'],
  ['DAILY_TOKEN_BUDGET', 'a million'],
  ['SESSION_TOKEN_BUDGET', '1.5'],
  ['TRUSTED_PROXY', 'on'],
  ['TRUSTED_PROXY', 'true'],
  ['TRUSTED_PROXY', 'Forwarded'],
  ['TRUSTED_PROXY', '10.0.0.1'],
  ['TRUSTED_PROXY', 'X-Client-Address'],
  ['TRUSTED_PROXY', 'X-Forwarded-For:0'],
  ['TRUSTED_PROXY', 'X-Real-IP, X-Forwarded-For'],
])('%s=%s is refused by name', (name, value) => {
  expect(() => readConfig({ [name]: value })).toThrow(new RegExp(`\\n {2}${name} must `))
})

test('every wrong value is named at once', () => {
  const wrong = { PORT: 'eighty', LOG_LEVEL: 'loud', SESSION_SECRET: 'short' }

  expect(() => readConfig(wrong)).toThrow(/PORT .*\n.*SESSION_SECRET .*\n.*LOG_LEVEL /)
})

test('a wrong value is not repeated, for it may be a secret in the wrong place', () => {
  const wrong = { OPENAI_BASE_URL: 'sk-secret', JASON_VECTOR_STORE_ID: 'sk-secret' }

  expect(() => readConfig(wrong)).toThrow(/^(?!.*sk-secret)/s)
})

test('production needs a session secret', () => {
  expect(() => readConfig({ NODE_ENV: 'production' })).toThrow('SESSION_SECRET')
  expect(readConfig(production).production).toBe(true)
})
