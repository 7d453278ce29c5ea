/** What the coach may do to the page besides writing: each effect by its name. Unknown ones are ignored. */

import { downloadText } from '~/ui/download-text'

type ClientEffect = (data: Record<string, unknown>) => void

const effects: Record<string, ClientEffect> = {
  /** `filename`, `mime_type` and `text` of a file that the reader asked for. */
  download_file({ filename, mime_type, text }) {
    downloadText(String(text), { filename: String(filename), type: String(mime_type) })
  },
}

export function applyClientEffect(name: string, data: Record<string, unknown>): void {
  effects[name]?.(data)
}
