import { Link } from '@remix-run/react'
import type { Source } from '~/api/protocol'
import { libraryAnchor } from '~/library/library-anchor'
import { identityOf, type NumberedSource } from './citations'
import styles from './sources.module.css'

export const sourceAnchor = (messageId: string, number: number) => `source-${messageId}-${number}`

type SourcesProps = { sources: NumberedSource[]; messageId: string }

/** Where an answer comes from, numbered as in its text. */
export function Sources({ sources, messageId }: SourcesProps) {
  if (sources.length === 0) return null
  const titleId = `sources-${messageId}`
  return (
    <section className={styles.sources}>
      <h2 id={titleId} className={styles.title}>
        Sources
      </h2>
      <ol aria-labelledby={titleId} className={styles.list}>
        {sources.map(({ number, source }) => (
          <li
            key={identityOf(source)}
            id={sourceAnchor(messageId, number)}
            className={styles.source}
          >
            <span className={styles.number} aria-hidden="true">
              {number}
            </span>
            <SourceName source={source} />
          </li>
        ))}
      </ol>
    </section>
  )
}

function SourceName({ source }: { source: Source }) {
  switch (source.type) {
    case 'file':
      return <Link to={`/library#${libraryAnchor(source.filename)}`}>{source.filename}</Link>
    case 'url':
      return <WebPage title={source.title} url={source.url} />
    case 'entity':
      return <span>{source.title}</span>
  }
}

function WebPage({ title, url }: { title: string; url: string }) {
  const site = URL.canParse(url) ? new URL(url) : undefined
  if (!site || !/^https?:$/.test(site.protocol)) return <span>{title}</span>
  return (
    <>
      <a href={site.href} target="_blank" rel="noopener noreferrer">
        {title || site.hostname}
      </a>
      <span className={styles.site}>{site.hostname.replace(/^www\./, '')}</span>
    </>
  )
}
