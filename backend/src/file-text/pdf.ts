import { extractText, getDocumentProxy } from 'unpdf'
import { PAGE_BREAK } from './page-break.ts'
import { UnreadableError } from './unreadable.ts'

export async function textOfPdf(content: Uint8Array): Promise<string> {
  const pages = await readPages(content)
  if (pages.some((page) => page.trim() !== '')) return pages.map(withWholeWords).join(PAGE_BREAK)
  throw new UnreadableError(
    'has no text in it: it looks like scanned pages. Run text recognition on it first.',
  )
}

/** A word that goes on in the next line. A capital or a number behind it belongs to another. */
const withWholeWords = (page: string) =>
  page.replace(/(?<=\p{Ll}{2})[-\u2010]\n(?=\p{Ll}{2})/gu, '')

async function readPages(content: Uint8Array): Promise<string[]> {
  try {
    const document = await getDocumentProxy(new Uint8Array(content))
    return (await extractText(document, { mergePages: false })).text
  } catch (cause) {
    const isLocked = cause instanceof Error && cause.name === 'PasswordException'
    if (!isLocked) throw cause
    throw new UnreadableError('is locked with a password. Save it without one first.', { cause })
  }
}
