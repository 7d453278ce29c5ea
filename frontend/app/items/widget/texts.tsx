import type { CSSProperties } from 'react'
import { Markdown } from '~/markdown/markdown'
import { useSurroundings } from './actions'
import { pick, toneOf } from './looks'
import { isRecord, type WidgetNode, wholeNumber, words } from './node'
import styles from './widget.module.css'

type NodeProps = { node: WidgetNode }

export function Text({ node }: NodeProps) {
  const value = words(node.value)
  if (isRecord(node.editable)) return <EditableText node={node} editable={node.editable} />
  return (
    <p
      dir="auto"
      className={styles.text}
      data-tone={node.lineThrough ? 'muted' : toneOf(node.color)}
      data-italic={node.italic === true || undefined}
      {...clampOf(node)}
      style={{ ...textStyle(node, TEXT_SIZES), ...linesOf(node) }}
    >
      {node.lineThrough === true ? <s>{value}</s> : value}
    </p>
  )
}

function EditableText({ node, editable }: NodeProps & { editable: Record<string, unknown> }) {
  return (
    <input
      type="text"
      dir="auto"
      name={words(editable.name) || undefined}
      className={styles.field}
      aria-label={words(editable.placeholder) || words(editable.name)}
      placeholder={words(editable.placeholder) || undefined}
      required={editable.required === true}
      defaultValue={words(node.value)}
    />
  )
}

export function Title({ node }: NodeProps) {
  return (
    <h2
      dir="auto"
      className={styles.title}
      data-tone={toneOf(node.color)}
      {...clampOf(node)}
      style={{ ...textStyle(node, TITLE_SIZES), ...linesOf(node) }}
    >
      {words(node.value)}
    </h2>
  )
}

export function Caption({ node }: NodeProps) {
  return (
    <p
      dir="auto"
      className={styles.caption}
      data-tone={toneOf(node.color)}
      {...clampOf(node)}
      style={{ ...textStyle(node, CAPTION_SIZES), ...linesOf(node) }}
    >
      {words(node.value)}
    </p>
  )
}

export function Label({ node }: NodeProps) {
  const { fieldId } = useSurroundings()
  return (
    <label
      dir="auto"
      htmlFor={fieldId(words(node.fieldName))}
      className={styles.label}
      data-tone={toneOf(node.color)}
      style={textStyle(node, TEXT_SIZES)}
    >
      {words(node.value)}
    </label>
  )
}

const NO_SOURCES: never[] = []

export function WidgetMarkdown({ node }: NodeProps) {
  return (
    <Markdown
      text={words(node.value)}
      isGrowing={node.streaming === true}
      sources={NO_SOURCES}
      messageId={words(node.id)}
    />
  )
}

export function Badge({ node }: NodeProps) {
  return (
    <span
      dir="auto"
      className={styles.badge}
      data-tone={toneOf(node.color) ?? 'muted'}
      data-variant={pick(VARIANTS, node.variant)}
    >
      {words(node.label)}
    </span>
  )
}

const VARIANTS = { solid: 'solid', soft: 'soft', outline: 'outline' }
const WEIGHTS = { normal: 400, medium: 500, semibold: 600, bold: 700 }
const ALIGN = { start: 'start', center: 'center', end: 'end' } as const
const TEXT_SIZES = { xs: '0.82rem', sm: '0.92rem', md: '1rem', lg: '1.15rem', xl: '1.3rem' }
const CAPTION_SIZES = { sm: '0.8rem', md: '0.86rem', lg: '0.94rem' }
const TITLE_SIZES = {
  sm: '1.15rem',
  md: '1.3rem',
  lg: '1.45rem',
  xl: '1.65rem',
  '2xl': '1.85rem',
  '3xl': '2.1rem',
  '4xl': '2.4rem',
  '5xl': '2.7rem',
}

function textStyle(node: WidgetNode, sizes: Record<string, string>): CSSProperties {
  return {
    fontSize: pick(sizes, node.size),
    fontWeight: pick(WEIGHTS, node.weight),
    textAlign: pick(ALIGN, node.textAlign),
  }
}

/** What is cut off can be read by pointing at it, and is there for those who listen. */
function clampOf(node: WidgetNode) {
  const lines = maxLines(node)
  return lines ? { 'data-clamped': true, title: words(node.value) } : {}
}

function linesOf(node: WidgetNode): Record<string, number | undefined> {
  return { '--lines': maxLines(node) }
}

const maxLines = ({ truncate, maxLines }: WidgetNode) =>
  truncate === true ? 1 : wholeNumber(maxLines, 1, 100)
