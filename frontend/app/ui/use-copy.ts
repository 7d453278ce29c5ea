import { useEffect, useState } from 'react'
import { announce } from './announcer'

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

/** Puts text on the clipboard. Returns false where the browser refuses it. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // Refused, or a page on plain http, which has no `navigator.clipboard`.
    return copyFromSelection(text)
  }
}

function copyFromSelection(text: string): boolean {
  const focused = document.activeElement
  const box = document.createElement('textarea')
  box.value = text
  box.readOnly = true
  box.className = 'visually-hidden'
  document.body.append(box)
  box.select()
  try {
    return document.execCommand('copy')
  } catch {
    return false
  } finally {
    box.remove()
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true })
  }
}
