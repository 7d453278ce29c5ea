import { useLocation } from '@remix-run/react'
import { useEffect } from 'react'
import type { LibraryFile } from '~/api/client'
import { useHubData } from '~/session/hub-data'
import { formatBytes } from '~/ui/format-bytes'
import { Notice } from '~/ui/notice'
import { Page } from '~/ui/page'
import { TryAgain } from '~/ui/try-again'
import { useReload } from '~/ui/use-reload'
import type { Wait } from '~/ui/wait'
import { FileList } from './file-list'
import styles from './library-page.module.css'
import type { LibraryChange, LibraryData, ListedFile } from './load-library'
import { UploadForm } from './upload-form'

type LibraryPageProps = { library: LibraryData; change?: LibraryChange }

/** What the coach can read: its own books, and what the reader has added. */
export function LibraryPage({ library, change }: LibraryPageProps) {
  const { files, closed, problem } = library
  const { limits } = useHubData().session
  useIndexing(files, problem?.wait)
  useNamedFile()
  const own = files.filter(({ shared }) => !shared)
  const shared = files.filter((file) => file.shared)
  return (
    <Page
      title="Library"
      lead="What your coach reads before it answers. Files you add are yours alone, and go when your chats do."
    >
      {change?.problem && <Notice {...change.problem} />}
      {problem && (
        <Notice {...problem}>
          <TryAgain wait={problem.wait} />
        </Notice>
      )}
      {closed ? (
        <p>{closed}</p>
      ) : (
        <>
          <section className={styles.section}>
            <h2>Your files</h2>
            <UploadForm limit={limits.library_file_bytes} />
            {own.length > 0 ? (
              <FileList files={own} name="Your files" />
            ) : (
              <p className={styles.empty}>
                {`Nothing yet. Add a brand guide, a script or your notes, up to ${formatBytes(limits.library_file_bytes)} each.`}
              </p>
            )}
          </section>
          <SharedFiles files={shared} />
        </>
      )}
    </Page>
  )
}

function SharedFiles({ files }: { files: ListedFile[] }) {
  if (files.length === 0) return null
  return (
    <section className={styles.section}>
      <h2>The coach’s playbooks</h2>
      <FileList files={files} name="The coach’s playbooks" />
    </section>
  )
}

const LOOK_EVERY = 2_000

/** Looks again while files are being taken in, and not before the server lets it. */
export function useIndexing(files: LibraryFile[], wait: Wait | undefined) {
  const { reload } = useReload()
  const isIndexing = files.some(({ status }) => status === 'indexing')
  useEffect(() => {
    if (!isIndexing) return
    const look = () => {
      if (!document.hidden && Date.now() >= (wait?.until ?? 0)) reload()
    }
    const timer = setInterval(look, LOOK_EVERY)
    return () => clearInterval(timer)
  }, [isIndexing, wait, reload])
}

/** Brings the file that the address names into view: moving inside the page, the browser does not do so by itself. */
export function useNamedFile() {
  // The whole location, since the same link pressed again leads there again.
  const location = useLocation()
  useEffect(() => {
    const { hash } = location
    if (hash) document.getElementById(decoded(hash.slice(1)))?.scrollIntoView()
  }, [location])
}

/** Anybody can write an address that is none. */
function decoded(hash: string) {
  try {
    return decodeURIComponent(hash)
  } catch {
    return hash
  }
}
