/** The encoding that a web page or an XML file says it is in. */

const HEAD = 4096
/** Blanks and attributes have bounds: a pattern without them looks at each from each of its places. */
const DECLARATION =
  /(<meta\b[^<>]{0,200}?\bcharset\s{0,9}=\s{0,9}(?:["']\s{0,9})?|<\?xml\b[^<>]{0,200}?\bencoding\s{0,9}=\s{0,9}["'])([\w:.-]{1,40})/i

/** By its name in the Encoding Standard; `undefined` where there is none that is known. */
export function declaredEncoding(content: Uint8Array): string | undefined {
  try {
    const { encoding } = new TextDecoder(DECLARATION.exec(headOf(content))?.[2] ?? '')
    // What can be read as far as here is not in UTF-16, whatever it says.
    return encoding.startsWith('utf-') ? undefined : encoding
  } catch {
    return undefined
  }
}

/** What follows the declaration, so that a detector does not go by it. */
export function afterDeclaration(content: Uint8Array): Uint8Array {
  const found = DECLARATION.exec(headOf(content))
  return found ? content.subarray(found.index + found[0].length) : content
}

/** A letter for each byte. */
const headOf = (content: Uint8Array) => Buffer.from(content.subarray(0, HEAD)).toString('latin1')

/** For a text that is in UTF-8 by now. */
export const declareUtf8 = (text: string) =>
  text.slice(0, HEAD).replace(DECLARATION, '$1utf-8') + text.slice(HEAD)
