/** For tests: Markdown as it is drawn. */
import { renderToStaticMarkup } from 'react-dom/server'
import MarkdownBlocks from '../app/markdown/markdown-blocks'

/** Without the attribute that lets each text run its own way. */
export function drawn(text: string, isGrowing = false) {
  return renderToStaticMarkup(
    <MarkdownBlocks text={text} isGrowing={isGrowing} sources={[]} messageId="m1" />,
  ).replaceAll(' dir="auto"', '')
}

/** The words that a reader sees. */
export function shown(text: string, isGrowing = false) {
  return drawn(text, isGrowing)
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&amp;', '&')
}
