/**
 * What the embedded engine's search is worth: how often the passage that answers a question is among the
 * first five, and how long a search takes with thousands of documents in the index.
 */
import { parseArgs } from 'node:util'
import { measureQuality } from './retrieval/quality.ts'
import { measureVolume } from './retrieval/volume.ts'

const help = `npm run bench -- retrieval [--documents 2000] [--pages 20] [--misses]
  --documents 0   questions only
  --misses        the questions whose passage was not among the first five, held-out ones left out`

export async function run(args: string[]): Promise<boolean> {
  const { values } = parseArgs({
    args,
    options: {
      documents: { type: 'string', default: '2000' },
      pages: { type: 'string', default: '20' },
      misses: { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
  })
  if (values.help) {
    console.log(help)
    return true
  }
  await measureQuality(values.misses)
  if (Number(values.documents) > 0)
    await measureVolume(Number(values.documents), Number(values.pages))
  return true
}
