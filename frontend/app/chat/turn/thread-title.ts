import { useEffect } from 'react'
import { useThreadsOverview } from '~/chat/turn/use-chat'
import { useHub } from '~/session/hub-data'
import { titleOf } from '~/shell/thread-list'
import { documentTitle } from './document-title'

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
