import { useHub } from '~/session/hub-data'
import { formatBytes } from '~/ui/format-bytes'
import { Notice } from '~/ui/notice'
import { Page } from '~/ui/page'
import { TryAgain } from '~/ui/try-again'
import type { LibraryChange } from './change-library'
import { FileList } from './file-list'
import styles from './library-page.module.css'
import type { LibraryData, ListedFile } from './load-library'
import { UploadForm } from './upload-form'
import { useIndexing } from './use-indexing'
import { useNamedFile } from './use-named-file'

type LibraryPageProps = { library: LibraryData; change?: LibraryChange }

/** What the coach can read: its own books, and what the reader has added. */
export function LibraryPage({ library, change }: LibraryPageProps) {
  const { files, closed, problem } = library
  const { limits } = useHub().session
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
