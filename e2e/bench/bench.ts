/**
 * npm run bench                    every benchmark
 * npm run bench -- api --help      one of them, with its options
 *
 * A benchmark is a file here named <name>.bench.ts that exports `run(args)`, which prints a table and
 * resolves to whether every answer was right.
 */
import { readdirSync } from 'node:fs'

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.replace('.bench.ts', ''))

const [wanted, ...args] = process.argv.slice(2)

if (wanted && !names.includes(wanted)) {
  console.error(`There is no benchmark "${wanted}". Choose one of: ${names.join(', ')}`)
  process.exit(1)
}

for (const name of wanted ? [wanted] : names) {
  const { run } = (await import(`./${name}.bench.ts`)) as { run(args: string[]): Promise<boolean> }
  if (!(await run(args))) process.exitCode = 1
}
