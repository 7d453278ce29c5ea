import type { FileFindings, FileRules } from './check-file'
import type { CheckFileMessage } from './check-file.worker'
import type { PdfFindings } from './pdf-text'
import type { PdfTextMessage } from './pdf-text.worker'
import { runInWorker } from './run-in-worker'
import { UnusableFileError } from './upload-error'

const CHECK_TIMEOUT_MS = 20_000
const PDF_TIMEOUT_MS = 5_000

/**
 * A file as it should be uploaded: of the type that its content has, and smaller if it is a huge picture. Where it
 * cannot be looked at, or not soon enough, it goes as it is: the API checks all of it again.
 * @throws {UnusableFileError} where the upload would be for nothing
 */
export async function prepareUpload(file: File, rules: FileRules, signal: AbortSignal) {
  const checked = await check({ file, rules }, signal)
  if (checked.refusal) throw new UnusableFileError(checked.refusal)
  if (checked.isPdf) await requireText({ pdf: checked.file }, signal)
  return checked.file
}

function check(message: CheckFileMessage, signal: AbortSignal): Promise<FileFindings> {
  return runInWorker<FileFindings>({
    open: () => new Worker(new URL('./check-file.worker.ts', import.meta.url), { type: 'module' }),
    message,
    timeoutMs: CHECK_TIMEOUT_MS,
    signal,
  }).catch(() => ({ file: message.file }))
}

async function requireText(message: PdfTextMessage, signal: AbortSignal) {
  const found = await runInWorker<PdfFindings>({
    open: () => new Worker(new URL('./pdf-text.worker.ts', import.meta.url), { type: 'module' }),
    message,
    timeoutMs: PDF_TIMEOUT_MS,
    signal,
  }).catch(() => 'unknown')
  if (found === 'no-text') throw new UnusableFileError(SCANNED)
  if (found === 'locked') throw new UnusableFileError(LOCKED)
}

const SCANNED =
  'This PDF has no text in it: it looks like scanned pages. Run text recognition on it first.'
const LOCKED = 'This PDF is locked with a password. Save a copy without one first.'
