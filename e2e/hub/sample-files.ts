/** Real files, made on the spot, that say something no playbook says. */
import { randomBytes } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'
import { PDF, PNG } from '../../backend/test/file-samples.ts'

type FilePayload = { name: string; mimeType: string; buffer: Buffer }

export const notes = (text: string, name = 'studio-notes.md'): FilePayload => ({
  name,
  mimeType: 'text/markdown',
  buffer: Buffer.from(text),
})

/** One page: “The kiln Zephyrine fires at 1240 degrees.” */
export const kilnPdf: FilePayload = { name: 'kiln.pdf', mimeType: 'application/pdf', buffer: PDF }

export const picture: FilePayload = { name: 'vase.png', mimeType: 'image/png', buffer: PNG }

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
export function wordFile(name: string, ...paragraphs: string[]): FilePayload {
  const body = paragraphs.map((text) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`).join('')
  const office = 'http://schemas.openxmlformats.org'
  const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml'
  return {
    name,
    mimeType: `${word}.document`,
    buffer: zip({
      '[Content_Types].xml': `<?xml version="1.0"?><Types xmlns="${office}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="${word}.document.main+xml"/></Types>`,
      '_rels/.rels': `<?xml version="1.0"?><Relationships xmlns="${office}/package/2006/relationships"><Relationship Id="rId1" Type="${office}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
      'word/document.xml': `<?xml version="1.0"?><w:document xmlns:w="${office}/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>`,
    }),
  }
}

/** A zip archive whose entries are stored as they are. */
function zip(files: Record<string, string>): Buffer {
  const entries: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [path, text] of Object.entries(files)) {
    const [name, data] = [Buffer.from(path), Buffer.from(text)]
    const about = Buffer.alloc(26)
    about.writeUInt16LE(20, 0) // the version needed to read it
    about.writeUInt32LE(crc32(data), 10)
    about.writeUInt32LE(data.length, 14)
    about.writeUInt32LE(data.length, 18)
    about.writeUInt16LE(name.length, 22)
    const entry = Buffer.concat([Buffer.from('PK\x03\x04'), about, name, data])
    const place = Buffer.alloc(14)
    place.writeUInt32LE(offset, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), about, place, name)
    entries.push(entry)
    offset += entry.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(listed.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...entries, listed, end])
}

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
  let body = '%PDF-1.4\n'
  const offsets = objects.map((object, at) => {
    const offset = body.length
    body += `${at + 1} 0 obj\n${object}\nendobj\n`
    return String(offset).padStart(10, '0')
  })
  const rows = offsets.map((offset) => `${offset} 00000 n \n`).join('')
  const size = objects.length + 1
  return Buffer.from(
    `${body}xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${body.length}\n%%EOF\n`,
  )
}
