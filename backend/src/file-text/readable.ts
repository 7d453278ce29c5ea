/** The kinds of file that can be read: the one list behind what is taken and what a refusal names. */

const office = 'application/vnd.openxmlformats-officedocument'
export const DOCX = `${office}.wordprocessingml.document`
export const PPTX = `${office}.presentationml.presentation`
export const XLSX = `${office}.spreadsheetml.sheet`

const openDocument = 'application/vnd.oasis.opendocument'
export const ODT = `${openDocument}.text`
export const ODP = `${openDocument}.presentation`
export const ODS = `${openDocument}.spreadsheet`

export const EPUB = 'application/epub+zip'

export const documents = new Map([
  ['application/pdf', 'PDF'],
  [DOCX, 'Word'],
  [PPTX, 'PowerPoint'],
  [XLSX, 'Excel'],
  [ODT, 'OpenDocument'],
  [ODP, 'OpenDocument'],
  [ODS, 'OpenDocument'],
  [EPUB, 'EPUB'],
])

export const images = new Map([
  ['image/png', 'PNG'],
  ['image/jpeg', 'JPEG'],
  ['image/gif', 'GIF'],
  ['image/webp', 'WebP'],
])

const listOf = (kinds: Map<string, string>) => [...new Set(kinds.values())].join(', ')

const DOCUMENTS = `${listOf(documents)} or text (Markdown, CSV, HTML, JSON, code)`

/** What can be done instead, by what a place takes. */
export const USE_DOCUMENT = `Use ${DOCUMENTS}.`
export const USE_DOCUMENT_OR_IMAGE = `Use an image (${listOf(images)}), ${DOCUMENTS}.`

/** So many bytes tell what an unreadable file is. */
export const TELLING_BYTES = 16

const IWORK: Record<string, string> = {
  pages: 'a Pages document. Export it as Word or PDF.',
  numbers: 'a Numbers sheet. Export it as Excel or CSV.',
  key: 'a Keynote presentation. Export it as PowerPoint or PDF.',
}

/**
 * Why a file is not taken, and what to do about it, as the rest of a sentence that begins with its name.
 * @param usable what the place takes, such as `USE_DOCUMENT`
 */
export function whyUnreadable(head: Uint8Array, name: string, usable: string): string {
  const start = Buffer.from(head.subarray(0, TELLING_BYTES)).toString('latin1')
  const iwork = IWORK[/\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '']
  if (start.startsWith('PK')) {
    return `is ${iwork ?? 'an archive, or damaged. If it is an archive, unpack it and choose the files in it.'}`
  }
  if (/^(\x89PNG|\xff\xd8\xff|GIF8|RIFF....WEBP|....ftyp(heic|mif1|avif))/s.test(start))
    return `is a picture. ${usable}`
  if (start.startsWith('\xd0\xcf\x11\xe0'))
    return 'is locked with a password or of an old Office. Save it as .docx, .xlsx or .pptx, without a password.'
  if (start.startsWith('{\\rtf')) return 'is RTF. Save it as Word or PDF.'
  return `cannot be read. ${usable}`
}
