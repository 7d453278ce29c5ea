import type { FileFindings, FileRules } from './check-file'
import type { FileQuestion } from './check-file.worker'
import type { PdfFindings } from './pdf-text'
import type { PdfQuestion } from './pdf-text.worker'
import { askWorker } from './run-in-worker'
import { UnfitFileError } from './upload-error'

const CHECK_PATIENCE_MS = 20_000
const PDF_PATIENCE_MS = 5_000

/**
 * A file as it should be uploaded: of the type that its content has, and smaller if it is a huge picture. Where it
 * cannot be looked at, or not soon enough, it goes as it is: the API checks all of it again.
 * @throws {UnfitFileError} where the upload would be for nothing
 */
export async function readyForUpload(file: File, rules: FileRules, signal: AbortSignal) {
  const checked = await check({ file, rules }, signal)
  if (checked.refusal) throw new UnfitFileError(checked.refusal)
  if (checked.isPdf) await requireText({ pdf: checked.file }, signal)
  return checked.file
}

function check(message: FileQuestion, signal: AbortSignal): Promise<FileFindings> {
  return askWorker<FileFindings>({
    open: () => new Worker(new URL('./check-file.worker.ts', import.meta.url), { type: 'module' }),
    message,
    patienceMs: CHECK_PATIENCE_MS,
    signal,
  }).catch(() => ({ file: message.file }))
}

async function requireText(message: PdfQuestion, signal: AbortSignal) {
  const found = await askWorker<PdfFindings>({
    open: () => new Worker(new URL('./pdf-text.worker.ts', import.meta.url), { type: 'module' }),
    message,
    patienceMs: PDF_PATIENCE_MS,
    signal,
  }).catch(() => 'unknown')
  if (found === 'no-text') throw new UnfitFileError(SCANNED)
  if (found === 'locked') throw new UnfitFileError(LOCKED)
}

const SCANNED =
  'This PDF has no text in it: it looks like scanned pages. Run text recognition on it first.'
const LOCKED = 'This PDF is locked with a password. Save a copy without one first.'
