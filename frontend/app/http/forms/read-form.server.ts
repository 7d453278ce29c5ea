import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy'
import {
  bodyTooLarge,
  brokenOff,
  FormProblem,
  fieldsTooLarge,
  filesTooLarge,
  fileTooLarge,
  noRoom,
  tooManyFiles,
  unreadable,
  wrongKind,
} from './form-problem'
import { type SpooledFile, spool } from './spool'

/** Files are on disk until the form is disposed of. */
export type ReceivedForm = { form: FormData; dispose: () => Promise<void> }

/**
 * Reads a form as browsers send it, and never more of it than the rules allow.
 * @throws {FormProblem} with what was read until then
 */
export async function readForm(request: Request, rules: FormRules): Promise<ReceivedForm> {
  const { headers, body } = request
  const type = headers.get('Content-Type') ?? ''
  const limit = bodyLimit(rules)
  const isTooLarge = Number(headers.get('Content-Length') ?? 0) > limit
  // The fields before the first file may be worth keeping. Without files, nothing of it can be taken.
  const mayHaveFiles = rules.files && /^multipart\//i.test(type)
  if (isTooLarge && !mayHaveFiles) throw fieldsTooLarge(rules.fieldBytes ?? FEW_BYTES)
  const reading = new FormReader(type, rules, isTooLarge)
  try {
    await feed(body, reading, limit)
    return { form: await reading.end(), dispose: () => reading.dispose() }
  } catch (error) {
    await reading.dispose()
    throw withForm(error, reading.form)
  }
}

/** Reads the body as fast as it is taken. It is not cancelled, since its answer still has to go out. */
async function feed(body: Request['body'], reading: FormReader, limit: number) {
  const reader = body?.getReader()
  let bytes = 0
  try {
    while (reader) {
      const { done, value } = await reader.read().catch(breakOff)
      if (done) break
      bytes += value.byteLength
      if (bytes > limit) throw bodyTooLarge()
      await reading.write(value)
    }
  } finally {
    reader?.releaseLock()
  }
}

function withForm(error: unknown, form: FormData) {
  if (!(error instanceof FormProblem)) return error
  const { status, message, retryAfter, cause } = error
  return new FormProblem(status, message, { form, retryAfter, cause })
}

function breakOff(): never {
  throw brokenOff()
}

/** A form that is being taken apart: its fields in memory, its files on their way to the disk. */
export class FormReader {
  readonly form = new FormData()
  readonly #parser: BusboyInstance
  readonly #rules: FormRules
  /** It is known that the files do not fit: only the fields before them are of use. */
  readonly #withoutFiles: boolean
  readonly #files: Promise<{ field: string; spooled: SpooledFile }>[] = []
  readonly #streams: BusboyFileStream[] = []
  #fields = 0
  #room: number
  #failure: unknown
  #isFinished = false
  #wake = () => {}

  /** @throws {FormProblem} where the content type is none of a form */
  constructor(contentType: string, rules: FormRules, withoutFiles: boolean) {
    this.#rules = rules
    this.#withoutFiles = withoutFiles
    this.#room = rules.fieldBytes ?? FEW_BYTES
    this.#parser = createParser(contentType, rules)
      .on('field', (name, value, isNameCut, isValueCut) =>
        this.#takeField(name, value, isNameCut || isValueCut),
      )
      .on('file', (name, stream, filename, _encoding, type) =>
        this.#takeFile(name, stream, filename, type),
      )
      .on('filesLimit', () => this.#fail(tooManyFiles(rules.files?.count ?? 0)))
      .on('partsLimit', () => this.#fail(unreadable()))
      .on('error', (error) => this.#fail(unreadable(error)))
      .on('drain', () => this.#wake())
      .on('finish', () => {
        this.#isFinished = true
        this.#wake()
      })
  }

  /** Resolves when more can be taken. @throws {FormProblem} as soon as the form cannot be taken any more */
  async write(bytes: Uint8Array) {
    const isTaken = this.#parser.write(bytes)
    this.#check()
    if (!isTaken) await this.#change()
    this.#check()
  }

  /** The form with its files. @throws {FormProblem} */
  async end() {
    this.#parser.end()
    this.#check()
    if (!this.#isFinished) await this.#change()
    this.#check()
    for (const { field, spooled } of await Promise.all(this.#files)) {
      this.form.append(field, spooled.file)
    }
    return this.form
  }

  /** Leaves nothing on the disk, at whatever point it is called. */
  async dispose() {
    // With an error: a pipeline waits for the end of a stream that has all its bytes and is destroyed without one.
    for (const stream of this.#streams) stream.destroy(brokenOff())
    for (const file of await Promise.allSettled(this.#files)) {
      if (file.status === 'fulfilled') await file.value.spooled.remove()
    }
  }

  #takeField(name: string | undefined, value: string, isCut: boolean) {
    if (name === undefined) return
    if (++this.#fields > MOST_FIELDS) return this.#fail(unreadable())
    this.#room -= Buffer.byteLength(name) + Buffer.byteLength(value)
    if (isCut || this.#room < 0) {
      return this.#fail(fieldsTooLarge(this.#rules.fieldBytes ?? FEW_BYTES))
    }
    this.form.append(name, value)
  }

  #takeFile(name: string | undefined, stream: BusboyFileStream, filename: string, type: string) {
    // What it means is told by the parser, or by the spool, whose disk may be full.
    stream.on('error', () => {})
    const rules = this.#rules.files
    // A field for files in which none was chosen has an empty filename.
    if (!rules || name !== rules.field || !filename) return stream.resume()
    if (this.#withoutFiles) {
      stream.resume()
      return this.#fail(filesTooLarge(rules))
    }
    try {
      if (this.#files.length === 0) rules.begin()
    } catch (error) {
      stream.resume()
      return this.#fail(error)
    }
    // Browsers write quotation marks so.
    const shownName = filename.replaceAll('%22', '"')
    stream.on('limit', () => this.#fail(fileTooLarge(shownName, rules.bytes)))
    this.#streams.push(stream)
    const file = spool(stream, shownName, type).then(
      (spooled) => ({ field: name, spooled }),
      (error) => {
        throw spoolProblem(error)
      },
    )
    file.catch((problem) => this.#fail(problem))
    this.#files.push(file)
  }

  #fail(error: unknown) {
    this.#failure ??= error
    this.#wake()
  }

  #check() {
    if (this.#failure !== undefined) throw this.#failure
  }

  /** The parser takes more, has finished, or has failed. */
  #change() {
    return new Promise<void>((resolve) => {
      this.#wake = resolve
    })
  }
}

function createParser(contentType: string, { fieldBytes = FEW_BYTES, files }: FormRules) {
  if (!/^(multipart\/form-data|application\/x-www-form-urlencoded)\s*(;|$)/i.test(contentType)) {
    throw wrongKind()
  }
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      limits: {
        // It says nothing of the last ones, so one more must be seen.
        fields: MOST_FIELDS + 1,
        fieldSize: fieldBytes,
        files: files?.count ?? MOST_FIELDS,
        fileSize: files?.bytes ?? 0,
        parts: 2 * MOST_FIELDS,
        headerSize: PART_OVERHEAD,
      },
    })
  } catch (cause) {
    throw unreadable(cause)
  }
}

/** The disk has no room or cannot be written, or the form broke off in the middle of the file. */
function spoolProblem(error: unknown) {
  return error instanceof Error && 'syscall' in error ? noRoom(error) : brokenOff()
}

/** How much of a form is taken. */
export type FormRules = {
  /** What all fields together may take, in bytes. @default 16 KiB */
  fieldBytes?: number
  /** Without it, files are not taken. */
  files?: FileRules
}

export type FileRules = {
  /** The name of the field that they are in. */
  field: string
  count: number
  /** Of one file. */
  bytes: number
  /** Called before the first file is written. @throws {FormProblem} where there is no room for it */
  begin: () => void
}

export const FEW_BYTES = 16 * 1024
export const MOST_FIELDS = 100
/** Boundary and headers of a part, in bytes. */
export const PART_OVERHEAD = 2 * 1024

/** Of the whole body, as it comes over the network. */
export function bodyLimit({ fieldBytes = FEW_BYTES, files }: FormRules) {
  // A character of a field may take three bytes on its way.
  const fields = 3 * fieldBytes + MOST_FIELDS * PART_OVERHEAD
  return fields + (files ? files.count * (files.bytes + PART_OVERHEAD) : 0)
}
