import type { RefObject } from 'react'
import { useLayoutEffect } from './use-hydrated'

/** Sizes a text box by its content, for browsers that cannot do so in CSS. */
export function growToContent(box: HTMLTextAreaElement) {
  if (CSS.supports('field-sizing', 'content')) return
  box.style.height = 'auto'
  // The border counts towards the height, and not towards the scroll height.
  box.style.height = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`
}

/** The same after every render. */
export function useGrowingHeight(textarea: RefObject<HTMLTextAreaElement>) {
  useLayoutEffect(() => {
    if (textarea.current) growToContent(textarea.current)
  })
}
