import type { RefObject } from 'react'
import { useLayoutEffect } from '~/ui/use-layout-effect'

/** For browsers that cannot size a text box by its content in CSS. */
export function useGrowingHeight(textarea: RefObject<HTMLTextAreaElement>) {
  useLayoutEffect(() => {
    const box = textarea.current
    if (!box || CSS.supports('field-sizing', 'content')) return
    box.style.height = 'auto'
    box.style.height = `${box.scrollHeight}px`
  })
}
