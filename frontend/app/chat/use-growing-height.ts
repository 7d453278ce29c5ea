import { type RefObject, useLayoutEffect } from 'react'

/** For browsers that cannot size a text box by its content in CSS. */
export function useGrowingHeight(textarea: RefObject<HTMLTextAreaElement>) {
  useLayoutEffect(() => {
    const box = textarea.current
    if (!box || CSS.supports('field-sizing', 'content')) return
    box.style.height = 'auto'
    box.style.height = `${box.scrollHeight}px`
  })
}
