import { useRevalidator } from '@remix-run/react'
import { useEffect } from 'react'
import type { LibraryFile } from '~/api/client'

const LOOK_EVERY = 2_000

/** Looks again while files are being taken in. */
export function useIndexing(files: LibraryFile[]) {
  const { revalidate } = useRevalidator()
  const isIndexing = files.some(({ status }) => status === 'indexing')
  useEffect(() => {
    if (!isIndexing) return
    const timer = setInterval(() => document.hidden || revalidate(), LOOK_EVERY)
    return () => clearInterval(timer)
  }, [isIndexing, revalidate])
}
