import { useLocation } from '@remix-run/react'
import { useEffect, useState } from 'react'
import type { Api, LibraryFile } from '~/api/client'
import type { Passage } from '~/markdown/citations'
import { tabApi } from '~/session/tab-session'

/**
 * Whether the file of these passages is still there; `undefined` while this is unknown, as without
 * a network. Answers from before passages were kept do not know which file was theirs.
 */
export function useIsInLibrary(passages: Passage[]): boolean | undefined {
  const [isThere, setIsThere] = useState<boolean>()
  const { key } = useLocation()
  useEffect(() => {
    const ids = new Set(passages.flatMap(({ fileId }) => fileId ?? []))
    if (ids.size === 0) return
    let isGone = false
    filesDuring(key, tabApi()).then(
      (files) => isGone || setIsThere(files.some(({ id }) => ids.has(id))),
      () => {},
    )
    return () => {
      isGone = true
    }
  }, [passages, key])
  return isThere
}

const FRESH_MS = 60_000

let asked: { visit: string; api: Api; at: number; files: Promise<LibraryFile[]> } | undefined

/** Requested once per visit to a chat, and again after a while: a visit to the library may remove the file. */
function filesDuring(visit: string, api: Api): Promise<LibraryFile[]> {
  const isFresh = asked?.visit === visit && asked.api === api && Date.now() - asked.at < FRESH_MS
  if (asked && isFresh) return asked.files
  const files = api.libraryFiles()
  asked = { visit, api, at: Date.now(), files }
  files.catch(() => {
    if (asked?.files === files) asked = undefined
  })
  return files
}
