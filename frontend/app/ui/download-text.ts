/** Hands a text to the browser as a file to save. */
export function downloadText(text: string, { filename, type }: { filename: string; type: string }) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type }))
  link.download = filename
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
