/** Looks into a PDF beside the page, which stays responsive, and can end it. */
import { findText } from './pdf-text'

export type PdfQuestion = { pdf: File; answer: MessagePort }

// Answered through a port of its own: pdf.js takes the worker for its own, and posts to the page, too.
addEventListener('message', async ({ data }: MessageEvent<PdfQuestion>) => {
  if (!('pdf' in data)) return
  const { pdf, answer } = data
  answer.postMessage(await findText(new Uint8Array(await pdf.arrayBuffer())))
})
