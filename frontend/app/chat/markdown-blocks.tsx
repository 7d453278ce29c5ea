import { type MarkdownToJSX, RuleType } from 'markdown-to-jsx/react'
import { type ComponentProps, Fragment, memo, type ReactNode, useMemo } from 'react'
import { keyboardScroll } from '~/ui/keyboard-scroll'
import { byPosition } from './by-position'
import { MARK, type NumberedSource } from './citations'
import { CodeBlock } from './code-block'
import { MANY_MARKS, MOST_MARKS } from './count-marks'
import { drawMarkdown } from './draw-markdown'
import type { MarkdownProps } from './markdown'
import styles from './markdown.module.css'
import { useSourceOpener } from './open-source'
import { safeAddress } from './safe-address'
import { sourceAnchor } from './sources'
import { splitBlocks } from './split-blocks'

/** Markdown as React elements, block by block: while a text grows, only its last block is drawn again. */
export default function MarkdownBlocks({ text, isGrowing, sources, messageId }: MarkdownProps) {
  const blocks = useMemo(() => byPosition(splitBlocks(text)), [text])
  return blocks.map(({ at, piece }) => (
    <Block
      key={at}
      text={piece}
      isGrowing={isGrowing && at === blocks.at(-1)?.at}
      sources={sources}
      messageId={messageId}
    />
  ))
}

const Block = memo(
  function Block({ text, isGrowing, sources, messageId }: MarkdownProps) {
    const options = optionsFor(sources, messageId, isGrowing)
    const drawn = drawMarkdown(text, options, isGrowing ? MANY_MARKS : MOST_MARKS)
    if (drawn !== undefined) return <>{drawn}</>
    return (
      <p className={styles.plain}>
        <MarkedText text={text} sources={sources} messageId={messageId} />
      </p>
    )
  },
  (before, after) =>
    before.text === after.text &&
    before.isGrowing === after.isGrowing &&
    before.sources.length === after.sources.length,
)

function optionsFor(
  sources: NumberedSource[],
  messageId: string,
  isGrowing: boolean,
): MarkdownToJSX.Options {
  return {
    forceBlock: true,
    wrapper: Fragment,
    disableFrontmatter: true,
    disableParsingRawHTML: true,
    ignoreHTMLBlocks: true,
    optimizeForStreaming: isGrowing,
    sanitizer: (value) => safeAddress(value) ?? null,
    overrides: OVERRIDES,
    renderRule(next, node, _renderChildren, { key }) {
      if (node.type === RuleType.codeBlock) {
        return <CodeBlock key={key} code={node.text} language={node.lang} />
      }
      if (node.type === RuleType.text && MARK.test(node.text)) {
        return <MarkedText key={key} text={node.text} sources={sources} messageId={messageId} />
      }
      return next()
    },
  }
}

type MarkedTextProps = { text: string; sources: NumberedSource[]; messageId: string }

/** Text in which numbers stand for sources: every second piece is a number. */
function MarkedText({ text, sources, messageId }: MarkedTextProps) {
  return byPosition(text.split(MARK)).map(({ at, piece }, i) => {
    const source = i % 2 === 1 && sources.find(({ number }) => number === Number(piece))
    return source ? <Citation key={at} {...source} messageId={messageId} /> : piece
  })
}

type CitationProps = NumberedSource & { messageId: string }

function Citation({ number, source, passages, messageId }: CitationProps) {
  const opener = useSourceOpener(number)
  return (
    <sup className={styles.citation}>
      <a
        href={`#${sourceAnchor(messageId, number)}`}
        aria-label={`Source ${number}`}
        title={source.title}
        {...(passages.length > 0 && opener)}
      >
        {number}
      </a>
    </sup>
  )
}

function SafeLink({ href, title, children }: ComponentProps<'a'>) {
  const address = safeAddress(href)
  if (!address) return <span>{children}</span>
  return (
    <a href={address} title={title} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  )
}

/** Pictures from elsewhere would tell their owner who reads this. They become links. */
function PictureLink({ src, alt }: ComponentProps<'img'>) {
  return <SafeLink href={src}>{alt || 'Picture'}</SafeLink>
}

function ScrollingTable(props: ComponentProps<'table'>) {
  return (
    <div className={styles.table} {...keyboardScroll}>
      <table>{props.children}</table>
    </div>
  )
}

function TaskMark({ checked }: ComponentProps<'input'>) {
  return (
    <span role="img" aria-label={checked ? 'Done' : 'To do'} className={styles.task}>
      {checked ? '☑' : '☐'}
    </span>
  )
}

type HeadingProps = { children?: ReactNode }

/**
 * The page has a first heading of its own, and coaches like to begin with a second one: none may be left out between.
 * Without ids, which could repeat those of the page.
 */
const Heading2 = ({ children }: HeadingProps) => <h2>{children}</h2>
const Heading3 = ({ children }: HeadingProps) => <h3>{children}</h3>
const Heading4 = ({ children }: HeadingProps) => <h4>{children}</h4>
const Heading5 = ({ children }: HeadingProps) => <h5>{children}</h5>

const OVERRIDES: MarkdownToJSX.Overrides = {
  a: SafeLink,
  img: PictureLink,
  table: ScrollingTable,
  input: TaskMark,
  h1: Heading2,
  h2: Heading2,
  h3: Heading3,
  h4: Heading4,
  h5: Heading5,
  h6: Heading5,
}
