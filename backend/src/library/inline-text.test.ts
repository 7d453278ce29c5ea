import { describe, expect, test } from 'vitest'
import { startLibrary } from '../../test/api/start-library.ts'
import { expectQuietConsole } from '../../test/api/start-openai-api.ts'
import type { ExtractText, NewFile } from './library.ts'

expectQuietConsole()

const SESSION = 'a0b1c2'
const never = new AbortController().signal
const attachment = (text: string, type = 'text/markdown'): NewFile => ({
  filename: 'notes',
  blob: new Blob([text]),
  type,
  kind: 'attachment',
})

/** What is kept of a file's text while it is being indexed. */
async function beginningOf(file: NewFile, extractText: ExtractText | undefined) {
  await using hub = await startLibrary({ extractText })
  hub.upstream.files.indexing = 'in_progress'
  await hub.add(SESSION, file)
  return (await hub.memory.session(SESSION).loadFiles())[0]?.inlineText
}

const nothing: ExtractText = async () => ({
  error: { code: 'invalid_file', message: 'It seems damaged.' },
})
const reads =
  (text: string): ExtractText =>
  async () => ({ text })

describe('until a file is found, of its text is kept', () => {
  test('all of a text file', async () => {
    expect(await beginningOf(attachment('Käse'), nothing)).toEqual({ text: 'Käse', isWhole: true })
  })

  test('all of a text file in another encoding', async () => {
    const blob = new Blob([Buffer.from('\ufeffKäse', 'utf16le')])
    const kept = await beginningOf({ ...attachment(''), blob }, nothing)

    expect(kept).toEqual({ text: 'Käse', isWhole: true })
  })

  test('the beginning of a large text file', async () => {
    const kept = await beginningOf(attachment('ä'.repeat(300_000)), nothing)

    expect(kept).toEqual({ text: 'ä'.repeat(100_000), isWhole: false })
  })

  test('what can be read out of another document', async () => {
    const kept = await beginningOf(attachment('%PDF', 'application/pdf'), reads('1240 degrees'))

    expect(kept).toEqual({ text: '1240 degrees', isWhole: true })
  })

  test.each([
    ['that cannot be read', nothing],
    ['whose reader fails', () => Promise.reject(new Error('The reader is broken'))],
    ['without words', reads(' \n')],
  ])('nothing of a document %s', async (_, extractText) => {
    expect(await beginningOf(attachment('%PDF', 'application/pdf'), extractText)).toBeUndefined()
  })

  test('nothing of a file that is in no message', async () => {
    expect(await beginningOf({ ...attachment('Notes'), kind: 'file' }, nothing)).toBeUndefined()
  })

  test('nothing where questions are to wait for the index', async () => {
    expect(await beginningOf(attachment('Notes'), undefined)).toBeUndefined()
  })
})

test('once a file is found, its text is kept no longer', async () => {
  await using hub = await startLibrary({ extractText: nothing })
  const { id } = await hub.add(SESSION, attachment('Some notes on pottery'))

  await hub.library.settled(SESSION, [id], never)

  const [file] = await hub.memory.session(SESSION).loadFiles()
  expect(file).toMatchObject({ status: 'ready' })
  expect(file).not.toHaveProperty('inlineText')
})

test('the page is shown nothing of it', async () => {
  await using hub = await startLibrary({ extractText: nothing })
  hub.upstream.files.indexing = 'in_progress'
  await hub.add(SESSION, attachment('Some notes on pottery'))

  expect(JSON.stringify(await hub.library.list(SESSION))).not.toContain('pottery')
})
