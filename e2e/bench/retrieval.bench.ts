/**
 * What the coach without a key finds, answers and declines, on questions that its authors wrote none of, and what a
 * search costs among thousands of documents.
 */
import { parseArgs } from 'node:util'
import { measureQuality } from './retrieval/quality.ts'
import { measureVolume } from './retrieval/volume.ts'

const help = `npm run bench -- retrieval [--documents 2000] [--pages 20] [--misses]
  --documents 0   questions only
  --misses        the open half's questions that do not get what they should; of the held-out half only figures are shown`

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
  const documents = Number(values.documents)
  return documents > 0 ? measureVolume(documents, Number(values.pages)) : true
}
