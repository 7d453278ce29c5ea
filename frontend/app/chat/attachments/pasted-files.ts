/**
 * The files to attach from a clipboard. Spreadsheets and word processors put a picture of what was copied beside its
 * text: then the text is what is meant, and nothing is attached. A file manager puts the files' names beside the files.
 */
export function pastedFiles(clipboard: Pick<DataTransfer, 'files' | 'getData'>): File[] {
  const files = [...clipboard.files]
  const lines = clipboard.getData('text/plain').split(/\r?\n/).filter(Boolean)
  const names = new Set(files.map(({ name }) => name))
  const namesFile = (line: string) => names.has(line.split(/[/\\]/).at(-1) ?? '')
  return lines.every(namesFile) ? files : []
}
