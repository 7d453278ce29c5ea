const segmenter = new Intl.Segmenter(undefined, { granularity: 'sentence' })

/** Where the sentences of a text begin and end, without the space around them. A line break ends one too. */
export function sentenceRanges(text: string): { start: number; end: number }[] {
  return [...segmenter.segment(text)].flatMap(({ index, segment }) => {
    const words = segment.trim()
    if (!words) return []
    const start = index + segment.indexOf(words)
    return [{ start, end: start + words.length }]
  })
}

export const sentencesOf = (text: string): string[] =>
  sentenceRanges(text).map(({ start, end }) => text.slice(start, end))
