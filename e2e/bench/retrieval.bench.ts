/**
 * What the embedded engine's search is worth: how often the passage that answers a question is among the
 * first five, and how long a search takes with thousands of documents in the index.
 */
import { parseArgs } from 'node:util'
import { measureQuality } from './retrieval/quality.ts'

const help = 'npm run bench -- retrieval [--misses]'

export async function run(args: string[]): Promise<boolean> {
  const { values } = parseArgs({
    args,
    options: { misses: { type: 'boolean', default: false }, help: { type: 'boolean' } },
  })
  if (values.help) {
    console.log(help)
    return true
  }
  await measureQuality(values.misses)
  return true
}
