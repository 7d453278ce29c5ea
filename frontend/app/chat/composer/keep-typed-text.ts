import { type RefObject, useRef } from 'react'
import { useGrowingHeight } from '~/ui/use-growing-height'
import { useLayoutEffect } from '~/ui/use-hydrated'
import { drafts } from '../turn/browser-chat'

type Caret = Pick<HTMLTextAreaElement, 'value' | 'selectionStart' | 'selectionEnd'>

/** Where it stood in the composer that another one has just taken the place of. */
let lastCaret: Caret | undefined

/** Words that were typed before hydration stay, and so do those a form without scripts brought back. */
export function useKeepTypedText(draftKey: string, returned: string | undefined) {
  const textarea = useRef<HTMLTextAreaElement>(null)
  useLayoutEffect(() => {
    const typed = textarea.current?.value || returned
    if (!typed) return
    const { text } = drafts.get(draftKey)
    if (text === typed || text.endsWith(`\n\n${typed}`)) return
    drafts.setText(draftKey, [text, typed].filter(Boolean).join('\n\n'))
  }, [draftKey, returned])
  useCaret(textarea)
  useGrowingHeight(textarea)
  return textarea
}

/** A chat that gets its address gets another composer: its cursor stands where that of the first one stood. */
function useCaret(textarea: RefObject<HTMLTextAreaElement>) {
  useLayoutEffect(() => {
    const box = textarea.current
    if (!box) return
    if (lastCaret && lastCaret.value === box.value) {
      box.setSelectionRange(lastCaret.selectionStart, lastCaret.selectionEnd)
    }
    lastCaret = undefined
    return () => {
      const { value, selectionStart, selectionEnd } = box
      if (document.activeElement === box) lastCaret = { value, selectionStart, selectionEnd }
    }
  }, [textarea])
}
