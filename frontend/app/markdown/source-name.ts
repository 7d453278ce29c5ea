import type { Source } from '~/api/protocol'

/** What a reader calls a source. */
export function nameOfSource(source: Source): string {
  switch (source.type) {
    case 'file':
      return source.title === source.filename ? titleFrom(source.filename) : source.title
    case 'url':
      return source.title || source.url
    case 'entity':
      return source.title
  }
}

/** `content-strategy.md` is “Content strategy”. */
function titleFrom(filename: string): string {
  const words = filename
    .replace(/\.[A-Za-z]\w{0,4}$/, '')
    .replace(/[-_\s]+/g, ' ')
    .trim()
  if (!words) return filename
  const [first = '', ...rest] = words
  return first.toLocaleUpperCase() + rest.join('')
}
