/**
 * The API on Railway. Nothing reads this at deploy time: `railway config plan` shows what it would change,
 * `railway config apply` changes it. railway.json says the same for services that still use it.
 *
 * The `railway` package is not among our dependencies (it brings GraphQL and a bundler along), so npm run
 * typecheck leaves this file out; the Railway command line brings its own.
 */
import { defineRailway, github, preserve, project, service, volume } from 'railway/iac'

const repository = 'your-name/coaching-hub' // your copy of this repository

export default defineRailway(() => {
  const data = volume('api-data', { sizeMB: 1024 })

  const api = service('api', {
    source: github(repository, { branch: 'main' }),
    build: {
      builder: 'RAILPACK',
      // The API needs no build; this keeps Railpack from running the page's.
      buildCommand: 'npm run build --workspace backend --if-present',
      watchPatterns: ['/backend/**', '/package.json', '/package-lock.json'],
    },
    // node itself, since npm does not pass SIGTERM on.
    start: 'node backend/src/main.ts',
    healthcheck: '/health',
    healthcheckTimeout: 120,
    deploy: {
      restartPolicyType: 'ON_FAILURE',
      restartPolicyMaxRetries: 10,
      // Running answers may finish; Railway's own default is to kill at once.
      drainingSeconds: 30,
    },
    volumeMounts: { '/data': data },
    env: {
      NODE_ENV: 'production',
      DATA_DIR: '/data',
      RAILPACK_NODE_NPM_INSTALL: 'npm ci',
      OPENAI_API_KEY: preserve(),
      JASON_VECTOR_STORE_ID: preserve(),
      CORS_ORIGINS: preserve(),
      SESSION_SECRET: preserve(),
      // Railway's proxy sets it on every request; without it all visitors would count as one.
      TRUSTED_PROXY: 'X-Real-IP',
      // With Redis the API may have several replicas; then leave the volume out.
      REDIS_URL: preserve(),
    },
  })

  return project('coaching-hub', { resources: [api, data] })
})
