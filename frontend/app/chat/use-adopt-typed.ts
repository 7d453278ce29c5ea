import { useRef } from 'react'
import { useLayoutEffect } from '~/ui/use-layout-effect'
import { drafts } from './browser-chat'
import { useGrowingHeight } from './use-growing-height'

/** Words that were typed before the page came alive stay, and so do those a form without scripts brought back. */
export function useAdoptTyped(draftKey: string, returned: string | undefined) {
  const textarea = useRef<HTMLTextAreaElement>(null)
  useLayoutEffect(() => {
    const typed = textarea.current?.value || returned
    if (typed && !drafts.get(draftKey).text) drafts.setText(draftKey, typed)
  }, [draftKey, returned])
  useGrowingHeight(textarea)
  return textarea
}
