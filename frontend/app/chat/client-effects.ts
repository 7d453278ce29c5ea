/** What the coach may do to the page besides writing: each effect by its name. Unknown ones are ignored. */

type ClientEffect = (data: Record<string, unknown>) => void

const effects: Record<string, ClientEffect> = {
  /** `filename`, `mime_type` and `text` of a file that the reader asked for. */
  download_file({ filename, mime_type, text }) {
    const file = new Blob([String(text)], { type: String(mime_type) })
    const link = document.createElement('a')
    link.href = URL.createObjectURL(file)
    link.download = String(filename)
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
  },
}

export function applyClientEffect(name: string, data: Record<string, unknown>): void {
  effects[name]?.(data)
}
