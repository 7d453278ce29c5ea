import { expect, test, vi } from 'vitest'
import { ApiError } from '~/api/api-error'
import type { Attachment } from '~/api/protocol'
import { checkFile } from '~/files/check-file'
import { UnusableFileError } from '~/files/upload-error'
import type { UploadOptions } from '../attachments/draft-uploads'
import { newChatKey } from './chat-keys'
import { Drafts } from './drafts'

const limits = { attachment_bytes: 1_000, attachments_per_message: 2 }
const file = (name: string, content: BlobPart = 'Notes.') =>
  new File([content], name, { type: 'text/plain' })
const attachment = (name: string): Attachment => ({
  id: `atc_${name}`,
  type: 'file',
  name,
  mime_type: 'text/plain',
})

type Upload = {
  resolve: (attachment: Attachment) => void
  reject: (error: Error) => void
  onProgress: (share: number) => void
  signal: AbortSignal
}

/** Drafts whose uploads end when the test says so. */
function openDrafts(options: Pick<UploadOptions, 'prepare'> = {}) {
  const begun = new Map<string, Upload>()
  const discarded: string[] = []
  const drafts = new Drafts({
    // In the browser a worker does this.
    prepare: async (given, rules) => {
      const { file, refusal } = await checkFile(given, rules)
      if (refusal) throw new UnusableFileError(refusal)
      return file
    },
    ...options,
    upload({ name }, onProgress, signal) {
      const { promise, ...end } = Promise.withResolvers<Attachment>()
      begun.set(name, { ...end, onProgress, signal })
      return promise
    },
    discard: async ({ id }) => discarded.push(id),
  })
  /** The upload of this file, which begins once the file has been looked at. */
  const upload = (name: string) =>
    vi.waitUntil(() => {
      const found = begun.get(name)
      begun.delete(name)
      return found
    })
  const end = async (name: string, act: (upload: Upload) => void) => {
    act(await upload(name))
    await new Promise((resolve) => setTimeout(resolve))
  }
  return {
    drafts,
    discarded,
    upload,
    finish: (name: string) => end(name, ({ resolve }) => resolve(attachment(name))),
    fail: (name: string, error: Error) => end(name, ({ reject }) => reject(error)),
    /** The only file of a chat, once nothing is done with it any more. */
    settled: (key: string) =>
      vi.waitUntil(() => drafts.get(key).files.find(({ status }) => status !== 'uploading')),
    files: (key: string) =>
      drafts
        .get(key)
        .files.map(({ file: { name }, status, problem }) => ({ name, status, problem })),
  }
}

test('each chat keeps its own draft', () => {
  const { drafts } = openDrafts()

  drafts.setText('thr_1', 'one')
  drafts.setText('thr_2', 'two')

  expect(drafts.get('thr_1').text).toBe('one')
  expect(drafts.get('thr_2').text).toBe('two')
})

test('a file is looked at, then uploaded, and its progress can be seen', async () => {
  const { drafts, upload, files } = openDrafts()
  drafts.addFiles('a', [file('notes.md')], limits)
  expect(drafts.get('a').files[0]).toMatchObject({ status: 'uploading' })
  expect(drafts.get('a').files[0]?.progress).toBeUndefined()

  const { onProgress, resolve } = await upload('notes.md')
  expect(drafts.get('a').files[0]).toMatchObject({ status: 'uploading', progress: 0 })
  onProgress(0.5)
  expect(drafts.get('a').files[0]).toMatchObject({ status: 'uploading', progress: 0.5 })

  resolve(attachment('notes.md'))
  await vi.waitUntil(() => drafts.get('a').files[0]?.attachment)
  expect(files('a')).toEqual([{ name: 'notes.md', status: 'ready' }])
})

test('sending takes the words and the files that are ready, and leaves nothing behind', async () => {
  const { drafts, finish } = openDrafts()
  drafts.setText('a', 'Look')
  drafts.addFiles('a', [file('notes.md')], limits)
  await finish('notes.md')

  const taken = drafts.take('a')

  expect(taken.text).toBe('Look')
  expect(taken.files.map((entry) => entry.attachment?.id)).toEqual(['atc_notes.md'])
  expect(drafts.get('a')).toEqual({ text: '', files: [] })
})

test('a file that could not be used says why, and is neither sent nor tried again', async () => {
  const { drafts, settled } = openDrafts()

  drafts.addFiles('a', [file('film.txt', 'x'.repeat(5_000))], limits)

  expect(await settled('a')).toMatchObject({
    status: 'failed',
    problem: { message: 'Larger than 1000 bytes.' },
    canRetry: false,
  })
})

test('what was made smaller is what is sent and shown', async () => {
  const { drafts, upload, settled } = openDrafts({
    prepare: async () => file('photo.webp', 'less'),
  })
  drafts.addFiles('a', [file('photo.png', 'a great deal')], limits)

  const { resolve } = await upload('photo.webp')
  resolve(attachment('photo.webp'))

  expect((await settled('a'))?.file).toMatchObject({ name: 'photo.webp', size: 4 })
})

test('a file taken back while it is looked at is not sent', async () => {
  const look = Promise.withResolvers<File>()
  const uploads: string[] = []
  const drafts = new Drafts({
    prepare: () => look.promise,
    upload: async ({ name }) => {
      uploads.push(name)
      return attachment(name)
    },
    discard: async () => {},
  })
  drafts.addFiles('a', [file('notes.md')], limits)

  drafts.removeFile('a', drafts.get('a').files[0]?.key ?? '')
  look.resolve(file('notes.md'))
  await new Promise((resolve) => setTimeout(resolve))

  expect(uploads).toEqual([])
})

test('more files than a message takes are left out, with a word about it', () => {
  const { drafts, files } = openDrafts()

  drafts.addFiles('a', [file('1.md'), file('2.md'), file('3.md')], limits)

  expect(files('a').map(({ name }) => name)).toEqual(['1.md', '2.md'])
  expect(drafts.get('a').notice).toContain('up to 2 files')
})

test('a broken upload can be tried again, one that was refused cannot', async () => {
  const { drafts, finish, fail, files } = openDrafts()
  drafts.addFiles('a', [file('1.md'), file('2.exe')], limits)

  await fail('1.md', new ApiError(0, 'unreachable', '…'))
  await fail('2.exe', new ApiError(415, 'unsupported_type', 'This kind of file cannot be read.'))
  const [broken, refused] = drafts.get('a').files
  expect(broken).toMatchObject({ problem: { message: 'The connection broke.' }, canRetry: true })
  expect(refused).toMatchObject({
    problem: { message: 'This kind of file cannot be read.' },
    canRetry: false,
  })

  drafts.retryFile('a', broken?.key ?? '')
  await finish('1.md')
  expect(files('a')[0]).toEqual({ name: '1.md', status: 'ready' })
})

test('a file removed while it was on its way stays removed, and the server forgets it', async () => {
  const { drafts, upload, files, discarded } = openDrafts()
  drafts.addFiles('a', [file('notes.md')], limits)
  const { resolve, signal } = await upload('notes.md')

  drafts.removeFile('a', drafts.get('a').files[0]?.key ?? '')
  expect(signal.aborted).toBe(true)
  resolve(attachment('notes.md'))
  await vi.waitUntil(() => discarded.length > 0)

  expect(files('a')).toEqual([])
  expect(discarded).toEqual(['atc_notes.md'])
})

test('what could not be sent comes back before what was written since', () => {
  const { drafts } = openDrafts()
  drafts.setText('a', 'second')

  drafts.putBack('a', { text: 'first', files: [] })

  expect(drafts.get('a').text).toBe('first\n\nsecond')
})

test('a draft moves along when its chat gets a name, even in the middle of an upload', async () => {
  const { drafts, finish, files } = openDrafts()
  const key = newChatKey()
  drafts.setText(key, 'and then')
  drafts.addFiles(key, [file('notes.md')], limits)

  drafts.assignThread(key, 'thr_1')
  await finish('notes.md')

  expect(drafts.get('new').text).toBe('')
  expect(drafts.get('thr_1').text).toBe('and then')
  expect(files('thr_1')).toEqual([{ name: 'notes.md', status: 'ready' }])
})

test('what is typed into a new chat before the page knows its thread belongs to the thread', () => {
  const { drafts } = openDrafts()
  const key = newChatKey()

  drafts.assignThread(key, 'thr_1')
  drafts.setText(key, 'typed just now')

  expect(drafts.get('thr_1').text).toBe('typed just now')
  expect(drafts.get(key).text).toBe('typed just now')
  expect(drafts.get(newChatKey()).text).toBe('')
})

test('the start screen keeps what was typed there while one looks at another chat', () => {
  const { drafts } = openDrafts()

  drafts.setText(newChatKey(), 'half a thought')

  expect(drafts.get(newChatKey()).text).toBe('half a thought')
})

test('what was written and attached for a chat that is gone goes to the start screen', async () => {
  const { drafts, finish, discarded } = openDrafts()
  drafts.setText('thr_1', 'First')
  drafts.enqueue('thr_1')
  drafts.setText('thr_1', 'Second')
  drafts.addFiles('thr_1', [file('notes.md')], limits)
  await finish('notes.md')
  const start = newChatKey()
  drafts.setText(start, 'Third')

  drafts.abandon('thr_1')

  expect(drafts.get('thr_1').text).toBe('')
  expect(drafts.get(start).text).toBe('First\n\nSecond\n\nThird')
  expect(drafts.get(start).files).toMatchObject([{ status: 'ready' }])
  expect(discarded).toEqual([])
})

test('when the session is gone nothing is left, and nothing of it is asked for', async () => {
  const { drafts, discarded, finish, files } = openDrafts()
  drafts.setText('new', 'half a thought')
  drafts.addFiles('thr_1', [file('one.md'), file('two.md')], limits)
  await finish('one.md')

  drafts.forgetAll()

  expect(drafts.get('new').text).toBe('')
  expect(files('thr_1')).toEqual([])
  expect(discarded).toEqual([])
})

test('a queued message can be taken once its files are uploaded', async () => {
  const { drafts, finish } = openDrafts()
  drafts.setText('a', 'Look')
  drafts.addFiles('a', [file('notes.md'), file('more.md')], limits)
  drafts.enqueue('a')
  expect(drafts.get('a')).toMatchObject({ text: '', files: [] })

  await finish('notes.md')
  expect(drafts.takeNext('a')).toBeUndefined()
  await finish('more.md')

  const taken = drafts.takeNext('a')
  expect(taken?.text).toBe('Look')
  expect(taken?.files.map(({ attachment }) => attachment?.id)).toEqual([
    'atc_notes.md',
    'atc_more.md',
  ])
  expect(drafts.get('a').queued ?? []).toEqual([])
})

test('a queued message whose file could not be uploaded waits to be written on', async () => {
  const { drafts, fail, files } = openDrafts()
  drafts.setText('a', 'Look')
  drafts.addFiles('a', [file('notes.md')], limits)
  drafts.enqueue('a')

  await fail('notes.md', new ApiError(503, 'busy', 'Too many uploads.'))
  expect(drafts.takeNext('a')).toBeUndefined()
  drafts.edit('a', drafts.get('a').queued?.[0]?.key ?? '')

  expect(drafts.get('a').text).toBe('Look')
  expect(files('a')).toMatchObject([{ name: 'notes.md', status: 'failed' }])
})

test('a queued message that is withdrawn ends its uploads', async () => {
  const { drafts, upload } = openDrafts()
  drafts.addFiles('a', [file('notes.md')], limits)
  const { signal } = await upload('notes.md')
  drafts.enqueue('a')

  drafts.withdraw('a', drafts.get('a').queued?.[0]?.key ?? '')

  expect(signal.aborted).toBe(true)
  expect(drafts.get('a').queued ?? []).toEqual([])
})
