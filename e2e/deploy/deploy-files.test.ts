import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { settingNames } from '../../.scripts/settings.mjs'
import { COMMON_HEADERS, STRICT_TRANSPORT } from '../../frontend/app/http/common-headers.ts'

const root = resolve(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const readJson = (path: string) => JSON.parse(read(path))

/** The one command that starts the API on every host. */
const startCommand = 'node backend/src/main.ts'

describe('Railway', () => {
  const railway = readJson('railway.json')
  const asCode = read('.railway/railway.ts')

  test('starts node itself, on a file that is there', () => {
    expect(railway.deploy.startCommand).toBe(startCommand)
    expect(existsSync(join(root, startCommand.replace('node ', '')))).toBe(true)
  })

  test('asks /health, restarts after a crash and lets running answers finish', () => {
    expect(railway.deploy).toMatchObject({
      healthcheckPath: '/health',
      restartPolicyType: 'ON_FAILURE',
      drainingSeconds: 30,
    })
  })

  test('deploys for changes of the API or of the packages, and for nothing else', () => {
    expect(railway.build.watchPatterns).toEqual([
      '/backend/**',
      '/package.json',
      '/package-lock.json',
    ])
  })

  test('railway.json and .railway/railway.ts say the same', () => {
    const { buildCommand, watchPatterns } = railway.build
    const { healthcheckPath, healthcheckTimeout, drainingSeconds } = railway.deploy

    for (const text of [startCommand, buildCommand, healthcheckPath, ...watchPatterns]) {
      expect(asCode).toContain(`'${text}'`)
    }
    expect(asCode).toContain(`healthcheckTimeout: ${healthcheckTimeout}`)
    expect(asCode).toContain(`drainingSeconds: ${drainingSeconds}`)
  })

  test('the Procfile starts the API the same way', () => {
    expect(read('Procfile').trim()).toBe(`web: ${startCommand}`)
  })
})

describe('Vercel', () => {
  const vercel = readJson('vercel.json')

  test('sends the headers that our own server sends with every answer, and asks for https', () => {
    const [rule, ...others] = vercel.headers
    const headers = rule.headers.map(({ key, value }: Record<string, string>) => [key, value])

    expect(others).toEqual([])
    expect(rule.source).toBe('/(.*)')
    expect(Object.fromEntries(headers)).toEqual({ ...COMMON_HEADERS, ...STRICT_TRANSPORT })
  })

  test('builds the frontend folder with the Remix builder and sends every path to it', () => {
    expect(vercel.services.frontend).toMatchObject({ root: 'frontend', framework: 'remix' })
    expect(vercel.rewrites).toContainEqual({
      source: '/(.*)',
      destination: { service: 'frontend' },
    })
  })

  test('finds the Vite configuration in that folder, without which it takes the old builder', () => {
    const files = ['vite.config.ts', 'vite.config.js', 'vite.config.mts', 'vite.config.mjs']
    expect(files.some((file) => existsSync(join(root, 'frontend', file)))).toBe(true)
  })
})

describe('packages', () => {
  const manifests = ['.', 'frontend', 'backend', 'e2e'].map((folder) => ({
    folder,
    ...readJson(join(folder, 'package.json')),
  }))

  test.each(manifests)(
    '$folder asks for Node 24, which hosts look for in its folder',
    (manifest) => {
      expect(manifest.engines.node).toBe('24.x')
    },
  )

  test.each(manifests)(
    '$folder has no install hook, which would cost Railway its cache',
    (manifest) => {
      const hooks = ['preinstall', 'install', 'postinstall', 'prepare']
      expect(Object.keys(manifest.scripts).filter((name) => hooks.includes(name))).toEqual([])
    },
  )

  test('npm 12 may run the install scripts that the runtime comes from', () => {
    expect(readJson('package.json').allowScripts).toMatchObject({ node: true, esbuild: true })
  })
})

describe('the router', () => {
  const lock = readJson('package-lock.json').packages

  test.each([
    ['react-router', '6.30.6'],
    ['react-router-dom', '6.30.6'],
    ['@remix-run/router', '1.23.4'],
  ])('%s has the version that its published faults are mended in: %s', (name, version) => {
    const locked = Object.entries<{ version?: string }>(lock)
      .filter(([path]) => path.endsWith(`node_modules/${name}`))
      .map(([, entry]) => entry.version)

    expect(new Set(locked)).toEqual(new Set([version]))
    expect(readJson(`node_modules/${name}/package.json`).version).toBe(version)
  })

  test('Remix is the last version of its line, in all its parts', () => {
    const versions = ['dev', 'node', 'react', 'server-runtime'].map(
      (part) => readJson(`node_modules/@remix-run/${part}/package.json`).version,
    )

    expect(versions).toEqual(['2.17.5', '2.17.5', '2.17.5', '2.17.5'])
  })

  test('no copy of another version is installed in a workspace', () => {
    for (const workspace of ['frontend', 'backend', 'e2e']) {
      for (const name of ['react-router', 'react-router-dom', '@remix-run/router']) {
        expect(existsSync(join(root, workspace, 'node_modules', name))).toBe(false)
      }
    }
  })
})

describe('.env.example', () => {
  const names = settingNames()

  test('explains every setting with a comment of its own', () => {
    const lines = read('.env.example').split('\n')
    const unexplained = lines.filter(
      (line, index) => /^[A-Z]/.test(line) && !/^# |^[A-Z]/.test(lines[index - 1] ?? ''),
    )
    expect(unexplained).toEqual([])
  })

  test('lists every setting that users and deployments rely on', () => {
    expect(names).toEqual(
      expect.arrayContaining([
        'PORT',
        'HOST',
        'OPENAI_API_KEY',
        'OPENAI_BASE_URL',
        'OPENAI_MODEL',
        'JASON_VECTOR_STORE_ID',
        'CORS_ORIGINS',
        'SESSION_SECRET',
        'SESSION_TTL_MINUTES',
        'DATA_DIR',
        'REDIS_URL',
        'LOG_LEVEL',
        'METRICS_TOKEN',
        'LIBRARY_ADMIN_TOKEN',
        'VITE_API_BASE',
        'API_BASE',
        'VITE_CHATKIT_API_DOMAIN_KEY',
      ]),
    )
  })

  test('lists every setting that the backend reads, besides those a host sets', () => {
    const config = read('backend/src/config.ts')
    const known = [...config.matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map((match) => match[1])
    const ours = known.filter((name) => name !== 'NODE_ENV' && !name?.startsWith('RAILWAY_'))

    expect(ours.length).toBeGreaterThan(10)
    expect(names).toEqual(expect.arrayContaining(ours))
  })
})
