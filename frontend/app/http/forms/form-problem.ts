import type { Refusal } from '~/api/refusal'
import { formatBytes } from '~/ui/format-bytes'
import { waitOf } from '~/ui/wait'

/** Why a form was not taken. The message says what to do about it. */
export class FormProblem extends Error {
  readonly status: number
  /** What was read until then, so that nothing typed is lost. */
  readonly form: FormData
  /** Seconds after which sending it again may work. */
  readonly retryAfter?: number

  constructor(
    status: number,
    message: string,
    {
      form = new FormData(),
      retryAfter,
      ...options
    }: ErrorOptions & { form?: FormData; retryAfter?: number } = {},
  ) {
    super(message, options)
    this.name = 'FormProblem'
    this.status = status
    this.form = form
    this.retryAfter = retryAfter
  }

  get refusal(): Refusal {
    return { message: this.message, wait: this.retryAfter ? waitOf(this.retryAfter) : undefined }
  }
}

export const wrongKind = () =>
  new FormProblem(415, 'This kind of form is not taken here. Send it from the page.')
export const unreadable = (cause?: unknown) =>
  new FormProblem(400, 'The form could not be read. Send it from the page.', { cause })
export const brokenOff = () =>
  new FormProblem(400, 'The form did not arrive as a whole. Send it once more.')
export const bodyTooLarge = () => new FormProblem(413, 'What was sent is too large.')
export const fieldsTooLarge = (bytes: number) =>
  new FormProblem(413, `What was typed is too long. A form takes ${formatBytes(bytes)}.`)
export const fileTooLarge = (name: string, bytes: number) =>
  new FormProblem(413, `“${name}” is too large. A file may have ${formatBytes(bytes)}.`)
export const filesTooLarge = ({ count, bytes }: { count: number; bytes: number }) =>
  new FormProblem(
    413,
    count === 1
      ? `The file is too large. It may have ${formatBytes(bytes)}.`
      : `The files are too large. Each may have ${formatBytes(bytes)}, and there may be ${count}.`,
  )
export const tooManyFiles = (count: number) =>
  new FormProblem(413, count === 1 ? 'Send one file at a time.' : `Send ${count} files at most.`)
export const tooManyUploads = () =>
  new FormProblem(429, 'Too many files are being sent right now.', {
    retryAfter: 5,
  })
export const noRoom = (cause: unknown) =>
  new FormProblem(507, 'There is no room for files right now. Try again later.', { cause })
