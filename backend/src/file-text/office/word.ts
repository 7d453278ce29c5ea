import mammoth from 'mammoth'
import { textOfHtml } from '../html.ts'
import { packOffice, unpackOffice } from './office.ts'
import { withAnswers } from './word-forms.ts'

export async function textOfWord(content: Uint8Array): Promise<string> {
  const parts = unpackOffice(content)
  for (const [name, xml] of parts)
    if (DOCUMENT.test(name))
      parts.set(name, Buffer.from(withAnswers(new TextDecoder().decode(xml))))
  const buffer = Buffer.from(packOffice(parts))
  const { value } = await mammoth.convertToHtml({ buffer }, { convertImage: noImage })
  return textOfHtml(value)
}

/** Some programs number it. */
const DOCUMENT = /^word\/document\d*\.xml$/i

const noImage = mammoth.images.imgElement(async () => ({ src: '' }))
