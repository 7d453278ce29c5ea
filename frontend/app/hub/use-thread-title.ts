import { useEffect } from 'react'
import { useThreadsOverview } from '~/chat/use-chat'
import { documentTitle } from './document-title'
import { useHub } from './load-hub'
import { titleOf } from './thread-list'

/** A chat's title as it stands, also in the browser's tab. */
export function useThreadTitle(threadId: string) {
  const { threads } = useHub()
  const { changed } = useThreadsOverview()
  const isThis = ({ id }: { id: string }) => id === threadId
  const title = titleOf(changed.find(isThis) ?? threads.find(isThis) ?? {})
  useEffect(() => {
    document.title = documentTitle(title)
  }, [title])
  return title
}
