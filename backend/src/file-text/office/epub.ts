/** A book of web pages, in the order in which it is read. */
import { posix } from 'node:path'
import { textOfHtml } from '../html.ts'
import { unpackOffice } from './office.ts'
import { readXml } from './xml.ts'

export function textOfEpub(content: Uint8Array): string {
  const parts = unpackOffice(content)
  let packagePath = ''
  readXml(requirePart(parts, 'META-INF/container.xml'), {
    open: (name, attributes) => {
      if (name === 'rootfile') packagePath ||= attributes['full-path'] ?? ''
    },
  })
  const chapters = chaptersOf(requirePart(parts, packagePath)).flatMap((href) => {
    const part = parts.get(posix.join(posix.dirname(packagePath), href))
    return part ? [textOfHtml(new TextDecoder().decode(part))] : []
  })
  return chapters.filter((text) => text !== '').join('\n\n')
}

function chaptersOf(packageFile: Uint8Array): string[] {
  const hrefs = new Map<string, string>()
  const order: string[] = []
  readXml(packageFile, {
    open: (name, { id = '', href = '', idref = '' }) => {
      if (name === 'item') hrefs.set(id, unescaped(href))
      if (name === 'itemref') order.push(idref)
    },
  })
  return order.flatMap((id) => hrefs.get(id) ?? [])
}

function unescaped(href: string): string {
  try {
    return decodeURIComponent(href)
  } catch {
    return href
  }
}

function requirePart(parts: Map<string, Uint8Array>, path: string): Uint8Array {
  const part = parts.get(path)
  if (!part) throw new Error(`The book lacks ${path}.`)
  return part
}
