/** Real files, made on the spot, that say something no playbook says. */
import { randomBytes } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'
import { PDF, PNG, pdfFile } from '../../backend/test/samples/file-samples.ts'
import {
  wordFile as wordDocument,
  wordParagraph,
} from '../../backend/test/samples/office-samples.ts'
import { pdfPage, textField } from '../../backend/test/samples/pdf-samples.ts'

type FilePayload = { name: string; mimeType: string; buffer: Buffer }

export const notes = (text: string, name = 'studio-notes.md'): FilePayload => ({
  name,
  mimeType: 'text/markdown',
  buffer: Buffer.from(text),
})

/** One page: “The kiln Zephyrine fires at 1240 degrees.” */
export const kilnPdf: FilePayload = { name: 'kiln.pdf', mimeType: 'application/pdf', buffer: PDF }

export const picture: FilePayload = { name: 'vase.png', mimeType: 'image/png', buffer: PNG }

/** A scan with an answer in its form, and a page of Japanese by a table that is not in the file. */
export const answeredPdf: FilePayload = {
  name: 'answered.pdf',
  mimeType: 'application/pdf',
  buffer: pdfPage({ content: '', annotations: [textField([72, 690, 300, 710], 'Ann Lee')] }),
}
export const japanesePdf: FilePayload = {
  name: 'japanese.pdf',
  mimeType: 'application/pdf',
  buffer: pdfPage({
    content: 'BT /F2 12 Tf 72 700 Td <96DA95578F4B8AB5> Tj ET',
    cmap: { encoding: '90ms-RKSJ-H', collection: 'Japan1' },
  }),
}

/** A page that is one picture, as a scanner makes it. */
export const scannedPdf: FilePayload = {
  name: 'scan.pdf',
  mimeType: 'application/pdf',
  buffer: pdfOfPicture(),
}

/** One that opens with a password only. */
export const lockedPdf: FilePayload = {
  name: 'locked.pdf',
  mimeType: 'application/pdf',
  buffer: pdfOfPicture(
    `/Encrypt << /Filter /Standard /V 1 /R 2 /O <${'00'.repeat(32)}> /U <${'00'.repeat(32)}> /P -4 >> /ID [<01> <01>]`,
  ),
}

/** A program under the name of a text. */
export const renamedProgram: FilePayload = {
  name: 'readme.txt',
  mimeType: 'text/plain',
  buffer: Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01\0', 'latin1'), Buffer.alloc(2_000)]),
}

/** So grainy that PNG cannot make it small. */
export function grainyPicture(name: string, width: number, height: number): FilePayload {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2], 8) // eight bits a colour, three colours
  const row = 1 + width * 3
  const pixels = randomBytes(row * height)
  for (let y = 0; y < height; y += 1) pixels[y * row] = 0 // no filter
  return {
    name,
    mimeType: 'image/png',
    buffer: Buffer.concat([
      Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
      pngChunk('IHDR', header),
      pngChunk('IDAT', deflateSync(pixels, { level: 0 })),
      pngChunk('IEND', Buffer.alloc(0)),
    ]),
  }
}

/** A Word document of these paragraphs. */
export const wordFile = (name: string, ...paragraphs: string[]): FilePayload => ({
  name,
  mimeType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  buffer: Buffer.from(wordDocument(paragraphs.map((text) => wordParagraph(text)).join(''))),
})

function pngChunk(type: string, data: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(type), data])
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  checksum.writeUInt32BE(crc32(content))
  return Buffer.concat([length, content, checksum])
}

function pdfOfPicture(trailer = ''): Buffer {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /XObject << /Scan 5 0 R >> >> >>',
    '<< /Length 32 >>\nstream\nq 612 0 0 792 0 0 cm /Scan Do Q \n\nendstream',
    '<< /Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 4 >>\nstream\n~ ~ \nendstream',
  ]
  return pdfFile(objects, trailer)
}
