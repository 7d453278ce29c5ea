import { decodeNamedCharacterReference } from 'decode-named-character-reference'
import { Fragment, type ReactNode } from 'react'
import { completeMarkdown } from './complete-markdown'
import { countMarks } from './count-marks'
import { drawInlineHtml } from './inline-html'
import {
  type Details,
  type Formula,
  type MarkedToken,
  parseMarkdown,
  type Token,
  type Tokens,
} from './parse-markdown'

/** Links in links, which take the square of their number. */
const MOST_OPEN_BRACKETS = 50

/** How what a page has its own ways with is drawn. */
export type Drawing = {
  isGrowing: boolean
  /** How deep the first heading of the whole text is; 0 where it has none. */
  firstHeading: number
  /** Whether it stands in something that has a direction of its own, which is that of its first words. */
  isNested?: boolean
  text(text: string): ReactNode
  code(code: string, language: string | undefined): ReactNode
  link(address: string, title: string | null | undefined, children: ReactNode): ReactNode
  /** @param direction that of its columns */
  table(rows: ReactNode, direction: Direction): ReactNode
  task(isDone: boolean): ReactNode
}

/**
 * As elements, or none where it is too much, too deep or too tangled to be drawn: its text is then read as it is.
 * @param most marks
 */
export function drawMarkdown(text: string, drawing: Drawing, most: number): ReactNode {
  if (countMarks(text) > most || isTangled(text)) return undefined
  try {
    return drawAll(parseMarkdown(drawing.isGrowing ? completeMarkdown(text) : text), drawing)
  } catch {
    return undefined // nested too deep
  }
}

function isTangled(text: string) {
  let open = 0
  for (const [bracket] of text.matchAll(/[[\]]/g)) {
    open = bracket === '[' ? open + 1 : Math.max(open - 1, 0)
    if (open > MOST_OPEN_BRACKETS) return true
  }
  return false
}

function drawAll(tokens: Token[] | undefined, drawing: Drawing): ReactNode {
  const drawn = (tokens ?? []).map((token, i) => ({ token, node: drawToken(token, i, drawing) }))
  return drawInlineHtml(drawn, drawing.isGrowing)
}

/** Tokens have no names of their own; their places in the text do not change. */
function drawToken(given: Token, key: number, drawing: Drawing): ReactNode {
  // The library leaves room for the kinds that we have added.
  const token = given as MarkedToken | Formula | Details
  const inner = (within = drawing) => drawAll('tokens' in token ? token.tokens : [], within)
  const direction = drawing.isNested ? undefined : 'auto'
  switch (token.type) {
    case 'paragraph':
      return (
        <p key={key} dir={direction}>
          {inner()}
        </p>
      )
    case 'heading': {
      const top = Math.max(drawing.firstHeading, 2)
      const Heading = HEADINGS[Math.max(token.depth - top, 0)] ?? 'h5'
      return (
        <Heading key={key} dir={direction}>
          {inner()}
        </Heading>
      )
    }
    case 'text':
      return (
        <Fragment key={key}>{token.tokens ? inner() : drawing.text(decode(token.text))}</Fragment>
      )
    case 'escape':
      return <Fragment key={key}>{drawing.text(token.text)}</Fragment>
    case 'strong':
      return <strong key={key}>{inner()}</strong>
    case 'em':
      return <em key={key}>{inner()}</em>
    case 'del':
      return <del key={key}>{inner()}</del>
    case 'br':
      return <br key={key} />
    case 'hr':
      return <hr key={key} />
    case 'codespan':
      return (
        <code key={key} dir="auto">
          {token.text}
        </code>
      )
    case 'code':
      return <Fragment key={key}>{drawing.code(token.text, token.lang?.split(/\s/)[0])}</Fragment>
    case 'formula':
      return <Fragment key={key}>{drawFormula(token, drawing)}</Fragment>
    case 'blockquote':
      return (
        <blockquote key={key} dir={direction}>
          {inner({ ...drawing, isNested: true })}
        </blockquote>
      )
    case 'list':
      return drawList(token, key, drawing)
    case 'checkbox':
      return <Fragment key={key}>{drawing.task(token.checked)}</Fragment>
    case 'link':
      return <Fragment key={key}>{drawing.link(decode(token.href), token.title, inner())}</Fragment>
    case 'image':
      // Pictures from elsewhere would tell their owner who reads this. They become links.
      return (
        <Fragment key={key}>
          {drawing.link(decode(token.href), token.title, decode(token.text) || 'Picture')}
        </Fragment>
      )
    case 'table':
      return <Fragment key={key}>{drawTable(token, drawing)}</Fragment>
    case 'details':
      return (
        <details key={key}>
          <summary dir="auto">{drawAll(token.summary, drawing)}</summary>
          {inner()}
        </details>
      )
    case 'html':
      return <Fragment key={key}>{drawing.text(token.text)}</Fragment>
    default:
      return null
  }
}

/** The page has a first heading of its own, and coaches like to begin with a second or third one: none may be left out between. */
const HEADINGS = ['h2', 'h3', 'h4'] as const

function drawFormula({ text, isBlock }: Formula, drawing: Drawing) {
  return isBlock ? drawing.code(text, 'Formula') : <code dir="ltr">{text}</code>
}

function drawList({ ordered, start, items }: Tokens.List, key: number, drawing: Drawing) {
  const rows = items.map((item, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: rows have no names, and stay where they are
    <li key={i} dir="auto">
      {drawAll(item.tokens, { ...drawing, isNested: true })}
    </li>
  ))
  return ordered ? (
    <ol key={key} start={start === '' ? undefined : start}>
      {rows}
    </ol>
  ) : (
    <ul key={key}>{rows}</ul>
  )
}

function drawTable({ header, rows }: Tokens.Table, drawing: Drawing) {
  const cells = (row: Tokens.TableCell[]) =>
    row.map(({ header: isHead, align, text, tokens }, i) => {
      const Cell = isHead ? 'th' : 'td'
      return (
        // biome-ignore lint/suspicious/noArrayIndexKey: cells have no names, and stay where they are
        <Cell key={i} dir={directionOf(text) && 'auto'} data-align={align ?? undefined}>
          {drawAll(tokens, drawing)}
        </Cell>
      )
    })
  const drawn = (
    <>
      <thead>
        <tr>{cells(header)}</tr>
      </thead>
      <tbody>
        {rows.map((row, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no names, and stay where they are
          <tr key={i}>{cells(row)}</tr>
        ))}
      </tbody>
    </>
  )
  return drawing.table(drawn, directionOf(header.map(({ text }) => text).join(' ')))
}

/** None without letters: then it is that of what is around. */
type Direction = 'rtl' | 'ltr' | undefined

const LETTER = /\p{L}/u
const RIGHT_TO_LEFT =
  /[\p{sc=Hebrew}\p{sc=Arabic}\p{sc=Syriac}\p{sc=Thaana}\p{sc=Nko}\p{sc=Adlam}]/u

/** That of the first letter, as `dir="auto"` has it, for what a browser would not look into. */
function directionOf(text: string): Direction {
  const [letter] = LETTER.exec(text) ?? []
  if (!letter) return undefined
  return RIGHT_TO_LEFT.test(letter) ? 'rtl' : 'ltr'
}

const REFERENCE = /&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([A-Za-z]\w{1,31}));/g

function decode(text: string) {
  return text.replace(REFERENCE, (whole, decimal, hex, name) => {
    if (name) return decodeNamedCharacterReference(name) || whole
    const code = Number.parseInt(decimal ?? hex, decimal ? 10 : 16)
    const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
    return isCharacter ? String.fromCodePoint(code) : '\uFFFD'
  })
}
