/** What a file picker offers first. It is an offer: the API decides by what a file holds. */

const pictures = ['image/png', 'image/jpeg', 'image/gif', 'image/webp']
const documents = ['.pdf', '.docx', '.pptx', '.xlsx']
/** Not every system knows that these are text. */
const texts =
  'md csv tsv json xml html yaml yml toml ini log srt vtt ics tex sql sh c h cpp cs css go java js jsx kt php py rb rs swift ts tsx'
    .split(' ')
    .map((ending) => `.${ending}`)

/** For the library, which is read and searched. */
export const DOCUMENTS_ACCEPTED = [...documents, 'text/*', ...texts].join(',')

/** For a message, which may hold pictures too. */
export const ATTACHMENTS_ACCEPTED = [...pictures, DOCUMENTS_ACCEPTED].join(',')

export const DOCUMENTS_IN_WORDS = 'PDF, Word, PowerPoint, Excel, text or code'
