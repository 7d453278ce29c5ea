import { useEffect } from 'react'
import type { LibraryFile } from '~/api/client'
import { useReload } from '~/ui/use-reload'
import type { Wait } from '~/ui/wait'

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
