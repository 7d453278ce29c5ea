import { expect, test } from 'vitest'
import { Catalogue, LIBRARY_STORE } from './catalogue.ts'
import { loadLibrary } from './library.ts'
import { knowledgeDir } from './test-kit.ts'
import { Uploads } from './uploads.ts'

const FULL = new Error('database or disk is full')

/** A catalogue in whose store nothing more has room: what is read cannot be kept. */
async function fullCatalogue() {
  const uploads = new Uploads(':memory:')
  uploads.addStore({ id: LIBRARY_STORE, name: 'Library', metadata: {}, createdAt: 0 })
  const ids = ['file-1', 'file-2', 'file-3']
  for (const id of ids) {
    const file = { id, filename: 'a.txt', bytes: 5, purpose: 'assistants', createdAt: 0 }
    await uploads.addFile(file, new Blob(['words']).stream())
  }
  uploads.saveText = () => {
    throw FULL
  }
  const errors: unknown[] = []
  const catalogue = new Catalogue(await loadLibrary(knowledgeDir), uploads, (error) =>
    errors.push(error),
  )
  const statuses = () => uploads.listAttached(LIBRARY_STORE).map(({ status }) => status)
  return { catalogue, uploads, ids, errors, statuses }
}

test('files whose text cannot be kept have failed, and those behind them are still read', async () => {
  const { catalogue, ids, errors, statuses } = await fullCatalogue()

  for (const id of ids) catalogue.attach(LIBRARY_STORE, id, {})

  await expect.poll(statuses).toEqual(['failed', 'failed', 'failed'])
  expect(errors).toEqual([FULL, FULL, FULL])
})

test('where not even that can be kept, the files wait for the next start', async () => {
  const { catalogue, uploads, ids, errors, statuses } = await fullCatalogue()
  uploads.saveFailure = () => {
    throw FULL
  }

  for (const id of ids) catalogue.attach(LIBRARY_STORE, id, {})

  await expect.poll(() => errors).toHaveLength(6)
  expect(statuses()).toEqual(['in_progress', 'in_progress', 'in_progress'])
  expect(uploads.unfinished()).toHaveLength(3)
})
