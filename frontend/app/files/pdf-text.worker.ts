/** Looks into a PDF beside the page, which stays responsive, and can end it. */
import '../polyfills'
import { findText } from './pdf-text'

export type PdfQuestion = { pdf: File }

addEventListener(
  'message',
  async ({ data }: MessageEvent<PdfQuestion & { answer: MessagePort }>) => {
    const bytes = new Uint8Array(await data.pdf.arrayBuffer())
    data.answer.postMessage(await findText(bytes))
  },
)
