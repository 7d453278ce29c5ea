import { memo, type ReactNode, useMemo, useState } from 'react'
import { safeAddress } from '~/ui/safe-link'
import { scrollArea } from '~/ui/scroll-area'
import { byPosition } from './by-position'
import { MARK, type NumberedSource } from './citations'
import { CodeBlock } from './code-block'
import { MANY_MARKS, MOST_MARKS } from './count-marks'
import { type Drawing, drawMarkdown } from './draw-markdown'
import styles from './markdown.module.css'
import { sourceAnchor, useSourceOpener } from './open-source'
import { splitBlocks } from './split-blocks'

export type MarkdownProps = {
  /** With the marks of its citations. */
  text: string
  isGrowing: boolean
  sources: NumberedSource[]
  messageId: string
}

/** Markdown as React elements, block by block: while a text grows, only its last block is drawn again. */
export default function MarkdownBlocks({ text, isGrowing, sources, messageId }: MarkdownProps) {
  const blocks = useMemo(() => byPosition(splitBlocks(text)), [text])
  const mayChange = useMayChange(text, isGrowing)
  const firstHeading = HEADING.exec(text)?.[1]?.length ?? 0
  return blocks.map(({ at, piece }) => (
    <Block
      key={mayChange ? `changing-${at}` : at}
      text={piece}
      isGrowing={isGrowing && at === blocks.at(-1)?.at}
      mayChange={mayChange}
      firstHeading={firstHeading}
      sources={sources}
      messageId={messageId}
    />
  ))
}

const HEADING = /^ {0,3}(#{1,6})\s/m

/** From the first change on. */
function useMayChange(text: string, isGrowing: boolean) {
  const [first, setFirst] = useState({ text, mayChange: isGrowing })
  const mayChange = first.mayChange || isGrowing || text !== first.text
  if (mayChange !== first.mayChange) setFirst({ text, mayChange })
  return mayChange
}

type BlockProps = MarkdownProps & {
  /** Texts are elements of their own then: a browser that translates the page replaces every text. */
  mayChange: boolean
  firstHeading: number
}

const Block = memo(
  function Block(props: BlockProps) {
    const { text, isGrowing } = props
    const drawing = drawingOf(props)
    const drawn = drawMarkdown(text, drawing, isGrowing ? MANY_MARKS : MOST_MARKS)
    if (drawn !== undefined) return <>{drawn}</>
    return (
      <p className={styles.plain} dir="auto">
        <MarkedText {...props} />
      </p>
    )
  },
  (before, after) =>
    before.text === after.text &&
    before.isGrowing === after.isGrowing &&
    before.sources.length === after.sources.length,
)

function drawingOf(props: BlockProps): Drawing {
  return {
    isGrowing: props.isGrowing,
    firstHeading: props.firstHeading,
    text: (text) => {
      if (MARK.test(text)) return <MarkedText {...props} text={text} />
      return props.mayChange ? <span>{text}</span> : text
    },
    code: (code, language) => <CodeBlock code={code} language={language} />,
    link: (address, title, children) => <SafeLink {...{ address, title, children }} />,
    table: (rows, direction) => (
      <div {...scrollArea(styles.table)}>
        <table dir={direction}>{rows}</table>
      </div>
    ),
    task: (isDone) => (
      <span role="img" aria-label={isDone ? 'Done' : 'To do'} className={styles.task}>
        {isDone ? '☑' : '☐'}
      </span>
    ),
  }
}

/** Text in which numbers stand for sources: every second piece is a number. */
function MarkedText({ text, sources, messageId, mayChange }: BlockProps) {
  return byPosition(text.split(MARK)).map(({ at, piece }, i) => {
    const source = i % 2 === 1 && sources.find(({ number }) => number === Number(piece))
    if (source) return <Citation key={at} {...source} messageId={messageId} />
    return mayChange ? <span key={at}>{piece}</span> : piece
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

type SafeLinkProps = { address: string; title: string | null | undefined; children: ReactNode }

function SafeLink({ address, title, children }: SafeLinkProps) {
  const safe = safeAddress(address)
  if (!safe) return <span>{children}</span>
  return (
    <a href={safe} title={title ?? undefined} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  )
}
