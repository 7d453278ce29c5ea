/** A request as data, which mutations change, and the bytes it goes over the wire as. */
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'

/** JSON as it is to be written, for what no JavaScript value stands for: `1e999`, `-0`, `{"__proto__":{}}`. */
export class RawJson {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type Piece = string | Uint8Array
export type Part = { head: string; body: Piece }
export type Header = readonly [name: string, value: string]

export type Content =
  | { kind: 'none' }
  | { kind: 'json'; value: unknown }
  | { kind: 'fields'; fields: (readonly [name: string, value: string])[] }
  | { kind: 'parts'; boundary: string; parts: Part[]; isClosed: boolean }
  | { kind: 'pieces'; pieces: Piece[] }

export type Encoding = 'gzip' | 'deflate' | 'br'

export type Draft = {
  method: string
  target: string
  version: string
  headers: readonly Header[]
  content: Content
  charset: 'utf8' | 'utf16le' | 'latin1'
  compressedBy?: Encoding
  /** Bytes of the body that are replaced, each at a share of its length. */
  garbled: { at: number; byte: number }[]
  /** How the end of the body is told; a string is a wrong `Content-Length`. */
  framing: 'length' | 'chunked' | 'bad chunks' | 'none' | { declared: string }
  /** The connection ends after this share of the head or of the body. */
  cut?: { within: 'head' | 'body'; at: number; by: 'end' | 'reset' }
  /** What follows on the same connection at once. */
  following?: string
  /** Wrong in a way that may be answered by closing the connection. */
  isBroken: boolean
  /** May leave the server waiting for more: the client then says that nothing follows. */
  mayWait: boolean
}

/** What `@name@` stands for in a draft: ids that the server has made are known only when it is played. */
export type Names = { [name: string]: string }

export type Wire = { bytes: Buffer; endsBy?: 'end' | 'reset' }

const NAME = /@(\w+)@/g

export const withNames = (text: string, names: Names) =>
  text.replace(NAME, (whole, name: string) => names[name] ?? whole)

export function wireOf(draft: Draft, names: Names): Wire {
  const body = bodyOf(draft, names)
  const framed = frame(draft, body)
  const head = headOf(draft, names, framed.header)
  const following = Buffer.from(withNames(draft.following ?? '', names))
  const { cut } = draft
  if (!cut) return { bytes: Buffer.concat([head, framed.bytes, following]) }
  const bytes =
    cut.within === 'head' || framed.bytes.length === 0
      ? shareOf(head, cut.at)
      : Buffer.concat([head, shareOf(framed.bytes, cut.at)])
  return { bytes, endsBy: cut.by }
}

const shareOf = (bytes: Buffer, share: number) =>
  bytes.subarray(0, Math.floor(bytes.length * share))

function bodyOf({ content, charset, compressedBy, garbled }: Draft, names: Names): Buffer {
  const pieces = piecesOf(content).map((piece) =>
    typeof piece === 'string' ? Buffer.from(withNames(piece, names), charset) : Buffer.from(piece),
  )
  const whole = Buffer.concat(pieces)
  for (const { at, byte } of garbled) {
    if (whole.length > 0) whole[Math.floor(at * whole.length)] = byte
  }
  return compressedBy && whole.length > 0 ? compress[compressedBy](whole) : whole
}

const compress = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync }

function piecesOf(content: Content): Piece[] {
  switch (content.kind) {
    case 'none':
      return []
    case 'json':
      return [jsonOf(content.value)]
    case 'fields':
      return [content.fields.map((field) => field.map(encoded).join('=')).join('&')]
    case 'parts':
      return [
        ...content.parts.flatMap(({ head, body }) => [
          `--${content.boundary}\r\n${head}\r\n\r\n`,
          body,
          '\r\n',
        ]),
        content.isClosed ? `--${content.boundary}--\r\n` : '',
      ]
    case 'pieces':
      return content.pieces
  }
}

/** Names stay readable. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(/%40(\w+)%40/g, '@$1@')
}

export function jsonOf(value: unknown): string {
  if (value instanceof RawJson) return value.text
  if (Array.isArray(value)) return `[${value.map(jsonOf).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(([key, each]) => `${jsonOf(key)}:${jsonOf(each)}`)
    return `{${fields.join(',')}}`
  }
  return JSON.stringify(value) ?? 'null'
}

function frame({ framing, content }: Draft, body: Buffer): { bytes: Buffer; header?: Header } {
  if (typeof framing === 'object')
    return { bytes: body, header: ['Content-Length', framing.declared] }
  switch (framing) {
    case 'length':
      if (content.kind === 'none') return { bytes: body }
      return { bytes: body, header: ['Content-Length', String(body.length)] }
    case 'chunked':
      return { bytes: chunked(body, '', '\r\n'), header: ['Transfer-Encoding', 'chunked'] }
    case 'bad chunks':
      return { bytes: chunked(body, 'zz', ''), header: ['Transfer-Encoding', 'chunked'] }
    case 'none':
      return { bytes: body }
  }
}

function chunked(body: Buffer, extension: string, end: string): Buffer {
  const middle = Math.ceil(body.length / 2)
  const chunks = [body.subarray(0, middle), body.subarray(middle)].filter(({ length }) => length)
  return Buffer.concat([
    ...chunks.flatMap((chunk) => [
      Buffer.from(`${chunk.length.toString(16)}${extension}\r\n`),
      chunk,
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`0\r\n${end}`),
  ])
}

function headOf(draft: Draft, names: Names, framing?: Header): Buffer {
  const headers = framing ? [...draft.headers, framing] : draft.headers
  const lines = [
    [draft.method, draft.target, draft.version].filter(Boolean).join(' '),
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ]
  const text = withNames(`${lines.join('\r\n')}\r\n\r\n`, names)
  // Bytes above 127 as they are, where they are meant as bytes.
  return Buffer.from(text, [...text].every((letter) => letter <= '\xff') ? 'latin1' : 'utf8')
}
