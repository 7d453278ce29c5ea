// Which folder may import which: the map of the code, enforced by `npm run lint`.
// A folder may import itself and what stands below it, never a neighbour on its line or anything above.

const backend = [
  ['main.ts', 'cli'],
  ['server.ts'],
  ['process', 'app.ts'],
  ['http'], // Koa ends here
  ['chatkit'], // the protocol's requests
  ['coach'], // the agent
  ['library'], // files that the coach reads
  ['openai'], // the client of the model
  ['embedded'], // the model's API without a key
  ['config.ts'],
  ['limits'],
  ['memory', 'runs'],
  ['file-text', 'redis', 'sqlite'],
  ['protocol'],
  ['lib'],
  ['errors.ts'],
]

const frontend = [
  ['entry.client.tsx', 'entry.server.tsx', 'root.tsx'],
  ['routes'],
  ['shell', 'library', 'your-data'],
  ['panel'], // OpenAI's ChatKit element
  ['chat'],
  ['items'], // forms, workflows, widgets
  ['markdown', 'files'],
  ['session'],
  ['http'], // the page's server
  ['api'],
  ['ui'],
  ['lib'],
]

/** Packages that only some folders use, so that the rest does not depend on them. */
const packages = [
  { name: 'koa', package: '(@koa|koa)', only: ['backend/src/http', 'backend/src/app.ts'] },
  {
    name: 'openai',
    package: '(openai|@openai/agents)',
    only: ['backend/src/(coach|library|openai|embedded|cli)'],
  },
  { name: 'redis', package: 'redis', only: ['backend/src/redis'] },
  { name: 'chatkit-react', package: '@openai/chatkit(-react)?', only: ['frontend/app/panel'] },
]

/** A test enters by the front door, wherever it stands. */
const TEST = '\\.test\\.tsx?$'

const pathsOf = (root, names) => `^${root}/(${names.join('|').replaceAll('.', '\\.')})(/|$)`

/** One rule for each folder: from here, nothing above or beside. */
const layers = (root, lines) =>
  lines.flatMap((names, at) =>
    names.map((name) => {
      const others = lines.slice(0, at + 1).flat()
      return {
        name: `${root}/${name} imports only what stands below it`,
        severity: 'error',
        from: { path: pathsOf(root, [name]), pathNot: TEST },
        to: { path: pathsOf(root, others), pathNot: pathsOf(root, [name]) },
      }
    }),
  )

export default {
  forbidden: [
    { name: 'no import cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'product code imports no test code',
      severity: 'error',
      from: { path: '^(backend/src|frontend/(app|server))/', pathNot: TEST },
      to: { path: '(^|/)test/|\\.test\\.tsx?$' },
    },
    {
      name: 'the page takes only types from the API',
      severity: 'error',
      from: { path: '^frontend/(app|server)/', pathNot: TEST },
      to: { path: '^backend/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'the page takes its types from the protocol',
      severity: 'error',
      from: { path: '^frontend/(app|server)/', pathNot: TEST },
      to: { path: '^backend/', pathNot: '^backend/src/protocol/' },
    },
    ...layers('backend/src', backend),
    ...layers('frontend/app', frontend),
    ...packages.map(({ name, package: path, only }) => ({
      name: `${name} stays in ${only.join(' and ')}`,
      severity: 'error',
      from: { path: '^(backend/src|frontend/app)/', pathNot: [`^(${only.join('|')})`, TEST] },
      to: { path: `node_modules/${path}(/|$)` },
    })),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'frontend/tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\?' },
  },
}
