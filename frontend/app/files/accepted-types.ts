/** What a file picker offers first. It is an offer: the API decides by what a file holds (its `readable.ts`). */

export const pictures = {
  PNG: 'image/png',
  JPEG: 'image/jpeg',
  GIF: 'image/gif',
  WebP: 'image/webp',
}
export const documents = {
  PDF: ['.pdf'],
  Word: ['.docx'],
  PowerPoint: ['.pptx'],
  Excel: ['.xlsx'],
  OpenDocument: ['.odt', '.odp', '.ods'],
  EPUB: ['.epub'],
}
/** Not every system knows that these are text. */
const texts =
  'md csv tsv json xml html yaml yml toml ini log srt vtt ics tex sql sh c h cpp cs css go java js jsx kt php py rb rs swift ts tsx'
    .split(' ')
    .map((ending) => `.${ending}`)

/** For the library, which is read and searched. */
export const DOCUMENTS_ACCEPTED = [...Object.values(documents).flat(), 'text/*', ...texts].join(',')

/** For a message, which may hold pictures too. */
export const ATTACHMENTS_ACCEPTED = [...Object.values(pictures), DOCUMENTS_ACCEPTED].join(',')

export const DOCUMENTS_IN_WORDS = `${Object.keys(documents).join(', ')}, text or code`

export const ATTACHMENTS_IN_WORDS = `an image (${Object.keys(pictures).join(', ')}), ${DOCUMENTS_IN_WORDS}`
