/** Looks into a PDF beside the page, which stays responsive, and can end it. */
import '~/lib/polyfills'
import { findText } from './pdf-text'

export type PdfTextMessage = { pdf: File }

// For pdf.js. Chrome 114, Firefox 122, Safari 17.4.
ArrayBuffer.prototype.transferToFixedLength ??= function (
  this: ArrayBuffer,
  length = this.byteLength,
) {
  const moved = new Uint8Array(length)
  moved.set(new Uint8Array(this).subarray(0, length))
  return moved.buffer
}

addEventListener(
  'message',
  async ({ data }: MessageEvent<PdfTextMessage & { answer: MessagePort }>) => {
    const bytes = new Uint8Array(await data.pdf.arrayBuffer())
    data.answer.postMessage(await findText(bytes))
  },
)
