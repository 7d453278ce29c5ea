/** Puts words where the cursor is, as if they had been typed there, with a space where one is missing. */
export function insertWords(box: HTMLTextAreaElement, words: string) {
  const { value, selectionStart: start, selectionEnd: end } = box
  box.setRangeText(spaced(value.slice(0, start), words, value.slice(end)), start, end, 'end')
}

export function spaced(before: string, words: string, after: string) {
  const left = /\S$/.test(before) ? ' ' : ''
  const right = /^[\p{L}\p{N}]/u.test(after) ? ' ' : ''
  return `${left}${words}${right}`
}
