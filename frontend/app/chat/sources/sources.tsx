import { Link } from '@remix-run/react'
import { type ReactNode, useCallback, useState } from 'react'
import type { Source } from '~/api/protocol'
import { identityOf, type NumberedSource, nameOfSource, type Passage } from '~/markdown/citations'
import { OpenSourceContext, sourceAnchor, useSourceOpener } from '~/markdown/open-source'
import { libraryAnchor } from '~/ui/library-anchor'
import { PassageView } from './passage-view'
import { placeBeside, SourceDialog } from './source-dialog'
import styles from './sources.module.css'

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
        {sources.map((each) => (
          <li
            key={identityOf(each.source)}
            id={sourceAnchor(messageId, each.number)}
            className={styles.source}
          >
            <span className={styles.number} aria-hidden="true">
              {each.number}
            </span>
            <SourceName {...each} />
          </li>
        ))}
      </ol>
    </section>
  )
}

function SourceName({ number, source, passages }: NumberedSource) {
  switch (source.type) {
    case 'file':
      return <FileName number={number} source={source} passages={passages} />
    case 'url':
      return <WebPage title={source.title} url={source.url} />
    case 'entity':
      return <span dir="auto">{source.title}</span>
  }
}

type FileSource = Extract<Source, { type: 'file' }>

type FileNameProps = { number: number; source: FileSource; passages: Passage[] }

/** Leads to the library where nothing of the file is kept with the answer. */
function FileName({ number, source, passages }: FileNameProps) {
  const { filename } = source
  const opener = useSourceOpener(number)
  const title = nameOfSource(source)
  const name = title !== filename && (
    <span className={styles.name} dir="auto">
      {title}
    </span>
  )
  const address = `/library#${libraryAnchor(filename)}`
  if (passages.length === 0)
    return (
      <>
        {name}{' '}
        <Link to={address}>
          <bdi>{filename}</bdi>
        </Link>
      </>
    )
  return (
    <>
      {name}{' '}
      <Link to={address} {...opener}>
        <bdi>{filename}</bdi>
      </Link>
      <noscript>
        <details className={styles.passages}>
          <summary aria-label={`Passage from ${filename}`}>Passage</summary>
          {passages.map((passage) => (
            <PassageView key={passage.text} passage={passage} filename={filename} />
          ))}
        </details>
      </noscript>
    </>
  )
}

function WebPage({ title, url }: { title: string; url: string }) {
  const site = URL.canParse(url) ? new URL(url) : undefined
  if (!site || !/^https?:$/.test(site.protocol)) return <span dir="auto">{title}</span>
  return (
    <>
      <a href={site.href} target="_blank" rel="noopener noreferrer">
        <bdi>{title || site.hostname}</bdi>
      </a>
      <span className={styles.site}>{site.hostname.replace(/^www\./, '')}</span>
    </>
  )
}

type WithSourcesProps = { sources: NumberedSource[]; messageId: string; children: ReactNode }

/** An answer with its sources below: each of them, and each number in the text, opens what is cited. */
export function WithSources({ sources, messageId, children }: WithSourcesProps) {
  const [opened, setOpened] = useState<{ number: number; place: ReturnType<typeof placeBeside> }>()
  const open = useCallback((number: number, opener: HTMLElement) => {
    // Not every browser focuses a link that is pressed, and the focus comes back to where it was.
    opener.focus({ preventScroll: true })
    setOpened({ number, place: placeBeside(opener) })
  }, [])
  const close = useCallback(() => setOpened(undefined), [])
  const source = opened && sources.find(({ number }) => number === opened.number)
  return (
    <OpenSourceContext.Provider value={open}>
      {children}
      <Sources sources={sources} messageId={messageId} />
      {source && <SourceDialog {...source} place={opened.place} onClose={close} />}
    </OpenSourceContext.Provider>
  )
}
