/** XML read as it goes by. Entities that a document declares for itself are never expanded. */
import { Parser } from 'htmlparser2'

export type XmlListener = {
  /** Names come without their prefix, attributes with it. */
  open?: (name: string, attributes: Record<string, string>) => void
  text?: (text: string) => void
  close?: (name: string) => void
}

export function readXml(xml: Uint8Array, { open, text, close }: XmlListener): void {
  const parser = new Parser(
    {
      onopentag: (name, attributes) => open?.(withoutPrefix(name), attributes),
      ontext: text,
      onclosetag: (name) => close?.(withoutPrefix(name)),
    },
    { xmlMode: true },
  )
  parser.end(new TextDecoder().decode(xml))
}

const withoutPrefix = (name: string) => name.slice(name.indexOf(':') + 1)
