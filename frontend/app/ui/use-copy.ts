import { useEffect, useState } from 'react'
import { announce } from './announcer'
import { copyText } from './copy-text'

const SHOWN_MS = 2_000
/** Long enough to read what to do, and to do it. */
const REFUSAL_SHOWN_MS = 8_000

export type CopyState = 'idle' | 'copied' | 'refused'

/** Copies a text; where the browser refuses, selects the element that shows it, so that the reader can copy it. */
export function useCopy(text: string, copied: string) {
  const [state, setState] = useState<CopyState>('idle')
  useEffect(() => {
    if (state === 'idle') return
    const timer = setTimeout(setState, state === 'copied' ? SHOWN_MS : REFUSAL_SHOWN_MS, 'idle')
    return () => clearTimeout(timer)
  }, [state])
  const copy = async (shown: Element | null) => {
    const isCopied = await copyText(text)
    if (!isCopied && shown) getSelection()?.selectAllChildren(shown)
    setState(isCopied ? 'copied' : 'refused')
    announce(isCopied ? copied : COPY_REFUSED)
  }
  return { state, copy }
}

export const COPY_REFUSED =
  'The browser does not allow copying. The text is selected: copy it yourself.'
