/** Files that are dropped anywhere on the page go to the place that takes them. */
import { useEffect, useRef, useState } from 'react'
import buttons from './button.module.css'
import styles from './file-drop.module.css'
import { CloseIcon } from './icons'
import { Notice } from './notice'

type Taker = { label: string; take: (files: File[]) => void }

/** The last one that has come is asked. */
const takers: { current: Taker }[] = []

/**
 * Takes files that are dropped on the page, while this is mounted.
 * @param label what is shown while files are dragged
 */
export function useFileDrop(label: string, take: (files: File[]) => void, isOff = false) {
  const taker = useRef({ label, take })
  taker.current = { label, take }
  useEffect(() => {
    if (isOff) return
    takers.push(taker)
    return () => {
      takers.splice(takers.indexOf(taker), 1)
    }
  }, [isOff])
}

/** While files are dragged, `dragover` comes every 350 ms at the latest. */
const GONE_AFTER_MS = 700

/** Shown while files are dragged over the page. A file that no component accepts is not opened in place of the page. */
export function FileDropTarget() {
  const [dragged, setDragged] = useState<string>()
  const [refusal, setRefusal] = useState<string>()
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const over = (event: DragEvent) => {
      if (!carriesFiles(event)) return
      event.preventDefault()
      const taker = takers.at(-1)?.current
      if (event.dataTransfer) event.dataTransfer.dropEffect = taker ? 'copy' : 'none'
      setDragged(taker?.label ?? NOT_HERE)
      setRefusal(undefined)
      clearTimeout(timer)
      // Not all browsers report that the drag has left the window.
      timer = setTimeout(() => setDragged(undefined), GONE_AFTER_MS)
    }
    const drop = (event: DragEvent) => {
      if (!carriesFiles(event)) return
      event.preventDefault()
      clearTimeout(timer)
      setDragged(undefined)
      const taker = takers.at(-1)?.current
      const { files, hasFolder } = contentOf(event.dataTransfer)
      if (!taker) return setRefusal(NOT_HERE)
      if (files.length > 0) taker.take(files)
      if (hasFolder) setRefusal(NO_FOLDERS)
    }
    window.addEventListener('dragover', over)
    window.addEventListener('drop', drop)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('dragover', over)
      window.removeEventListener('drop', drop)
    }
  }, [])
  return (
    <>
      {dragged && <div className={styles.target}>{dragged}</div>}
      {refusal && (
        <div className={styles.refusal}>
          <Notice message={refusal}>
            <button
              type="button"
              className={buttons.icon}
              aria-label="Dismiss"
              onClick={() => setRefusal(undefined)}
            >
              <CloseIcon size={18} />
            </button>
          </Notice>
        </div>
      )}
    </>
  )
}

const NOT_HERE = 'Files cannot be added here. Drop them in a chat or in the library.'
const NO_FOLDERS = 'Folders cannot be added. Drop the files that are in them.'

const carriesFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') ?? false

function contentOf(data: DataTransfer | null) {
  const items = [...(data?.items ?? [])].filter(({ kind }) => kind === 'file')
  const isFolder = (item: DataTransferItem) => item.webkitGetAsEntry?.()?.isDirectory ?? false
  const folders = items.filter(isFolder)
  const files = items.flatMap((item) => (folders.includes(item) ? [] : (item.getAsFile() ?? [])))
  return { files, hasFolder: folders.length > 0 }
}
