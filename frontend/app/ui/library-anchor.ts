import { sanitizeText } from '~/lib/safe-json'

/** Where a file stands on the library page. */
export function libraryAnchor(filename: string) {
  return `file-${encodeURIComponent(sanitizeText(filename)).replaceAll('%', '_')}`
}
