import type { Passage } from '~/markdown/citations'
import { Markdown } from '~/markdown/markdown'
import styles from './passage-view.module.css'

/** Kinds whose text comes to the coach with its layout; of others it has only the lines. */
const MARKDOWN = /\.(md|markdown|docx|html?)$/i

const NO_SOURCES: never[] = []

export function PassageView({ passage, filename }: { passage: Passage; filename: string }) {
  const { text, heading, page } = passage
  const place = [heading, page !== undefined && `Page ${page}`].filter(Boolean).join(' · ')
  return (
    <figure className={styles.passage}>
      {place && (
        <figcaption className={styles.place} dir="auto">
          {place}
        </figcaption>
      )}
      <blockquote className={styles.words} dir="auto">
        {MARKDOWN.test(filename) ? (
          <Markdown text={text} isGrowing={false} sources={NO_SOURCES} messageId="" />
        ) : (
          <p className={styles.lines}>{text}</p>
        )}
      </blockquote>
    </figure>
  )
}
