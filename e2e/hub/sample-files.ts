/** Real files, made on the spot, that say something no playbook says. */
import { crc32 } from 'node:zlib'
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
