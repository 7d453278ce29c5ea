import { createElement, Fragment, type ReactNode } from 'react'
import type { Token } from './parse-markdown'

/** What models write for what Markdown lacks. Without attributes, so that nothing else can come with it. */
const ALLOWED = new Set([
  'b',
  'strong',
  'i',
  'em',
  'u',
  's',
  'del',
  'ins',
  'sub',
  'sup',
  'kbd',
  'mark',
  'small',
])
const TAG = /^<(\/?)([a-z]{1,6})\s{0,3}(\/?)>$/i
const MOST_OPEN = 20

type Drawn = { token: Token; node: ReactNode }
type Open = { name: string; tag: ReactNode; children: ReactNode[] }

/** Tags of the list become elements around what stands between them; others, and those without an end, are text. */
export function drawInlineHtml(drawn: Drawn[], isGrowing: boolean): ReactNode {
  const outer: ReactNode[] = []
  const open: Open[] = []
  const place = () => open.at(-1)?.children ?? outer
  for (const [key, { token, node }] of drawn.entries()) {
    const [, slash, name = ''] = (token.type === 'html' && TAG.exec(token.raw)) || []
    const tag = name.toLowerCase()
    if (token.type === 'html' && token.raw.startsWith('<!--')) continue
    if (tag === 'br') place().push(<br key={key} />)
    else if (!ALLOWED.has(tag)) place().push(node)
    else if (!slash && open.length < MOST_OPEN) open.push({ name: tag, tag: node, children: [] })
    else if (slash && open.some((each) => each.name === tag)) {
      while (open.at(-1)?.name !== tag) asText()
      asElement(key)
    } else place().push(node)
  }
  // The end of what grows is still to come.
  while (open.length > 0) isGrowing ? asElement(`open-${open.length}`) : asText()
  return outer

  function asElement(key: number | string) {
    const { name, children } = open.pop() ?? { name: 'span', children: [] }
    place().push(createElement(name, { key }, ...children))
  }

  function asText() {
    const { tag, children } = open.pop() ?? { tag: null, children: [] }
    place().push(tag, <Fragment key={`text-${open.length}-${place().length}`}>{children}</Fragment>)
  }
}
