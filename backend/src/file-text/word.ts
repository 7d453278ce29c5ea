import mammoth from 'mammoth'
import { textOfHtml } from './html.ts'
import { repackOffice } from './office.ts'

export async function textOfWord(content: Uint8Array): Promise<string> {
  const buffer = Buffer.from(repackOffice(content))
  const { value } = await mammoth.convertToHtml({ buffer }, { convertImage: noImage })
  return textOfHtml(value)
}

const noImage = mammoth.images.imgElement(async () => ({ src: '' }))
