import { formatBytes } from '~/ui/format-bytes'
import { ATTACHMENTS_IN_WORDS, DOCUMENTS_IN_WORDS } from './accepted-types'
import { type DetectedType, detectType, HEAD_BYTES, isImage } from './detect-type'
import { downscaleImage } from './downscale-image'
import { UnusableFileError } from './upload-error'

export type FileRules = {
  maxBytes: number
  /** Whether pictures can be seen there. @default true */
  pictures?: boolean
}

export type FileFindings = {
  /** Of the type that its content has, and smaller if it was a huge picture. */
  file: File
  isPdf?: boolean
  /** Why the upload would be for nothing, and what to do about it. */
  refusal?: string
}

export async function checkFile(file: File, rules: FileRules): Promise<FileFindings> {
  try {
    return await requireFit(file, rules)
  } catch (error) {
    if (error instanceof UnusableFileError) return { file, refusal: error.message }
    throw error
  }
}

async function requireFit(file: File, { maxBytes, pictures = true }: FileRules) {
  if (file.size === 0) throw new UnusableFileError('This file is empty.')
  const kind = await kindOf(file)
  const fitting = await fit(withTypeOf(kind, file), kind, { maxBytes, pictures })
  if (fitting.size > maxBytes) throw new UnusableFileError(`Larger than ${formatBytes(maxBytes)}.`)
  return { file: fitting, isPdf: kind === 'pdf' }
}

async function kindOf(file: File): Promise<DetectedType> {
  try {
    return detectType(await bytesOf(file.slice(0, HEAD_BYTES)))
  } catch {
    throw new UnusableFileError('It cannot be opened. If it is a folder, choose the files in it.')
  }
}

async function fit(file: File, kind: DetectedType, { maxBytes, pictures }: Required<FileRules>) {
  if (!pictures && (isImage(kind) || kind === 'heic'))
    throw new UnusableFileError(PICTURE_ELSEWHERE)
  if (isImage(kind)) return downscaleImage(file, maxBytes)
  if (kind === 'zip' && !(await isOfficeFile(file)))
    throw new UnusableFileError(IWORK[endingOf(file)] ?? ARCHIVE)
  const refusal = kind === 'unknown' ? unknownKind(pictures) : REFUSALS[kind]
  if (refusal) throw new UnusableFileError(refusal)
  if (claimsToBePicture(file)) throw new UnusableFileError(NO_PICTURE)
  return file
}

/** As an upload announces it. A name's ending may be missing, wrong, or stand for something else. */
function withTypeOf(kind: DetectedType, file: File) {
  const type = isImage(kind) ? kind : kind === 'text' ? textType(file) : file.type
  if (type === file.type) return file
  return new File([file], file.name, { type, lastModified: file.lastModified })
}

/** TypeScript has the ending of a kind of film. */
function textType({ type }: File) {
  return /^(audio|video)\//.test(type) ? 'text/plain' : type
}

/** What SVG is and may, only the API decides. */
function claimsToBePicture({ type }: File) {
  return type.startsWith('image/') && type !== 'image/svg+xml'
}

/** Office files are archives that begin or end with a list of what is in them, others say what they are. */
async function isOfficeFile(file: File) {
  const ends = [file.slice(0, HEAD_BYTES), file.slice(-DIRECTORY_BYTES)]
  const texts = await Promise.all(
    ends.map(async (end) => new TextDecoder('latin1').decode(await bytesOf(end))),
  )
  return texts.some((text) => DOCUMENT_MARK.test(text))
}

const DOCUMENT_MARK =
  /\[Content_Types\]\.xml|mimetypeapplication\/(vnd\.oasis\.opendocument\.(text|presentation|spreadsheet)|epub\+zip)/
const DIRECTORY_BYTES = 65_536

const endingOf = ({ name }: File) => /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''

const bytesOf = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer())

const ARCHIVE = 'This is an archive. Unpack it and choose the files in it.'
const IWORK: Record<string, string> = {
  pages: 'This is a Pages document. Export it as Word or PDF.',
  numbers: 'This is a Numbers sheet. Export it as Excel or CSV.',
  key: 'This is a Keynote presentation. Export it as PowerPoint or PDF.',
}
const NO_PICTURE = 'This is not a picture, though its name says so. Rename it after what it is.'
const PICTURE_ELSEWHERE = 'The library takes documents. Attach a picture to a message instead.'
const REFUSALS: Partial<Record<DetectedType, string>> = {
  heic: 'HEIC pictures cannot be read. Save it as JPEG first.',
  'old-office':
    'This Office file is of an old kind, or locked. Save it as .docx, .xlsx or .pptx, without a password.',
}

const unknownKind = (pictures: boolean) =>
  `This kind of file cannot be read. Use ${pictures ? ATTACHMENTS_IN_WORDS : DOCUMENTS_IN_WORDS}.`
