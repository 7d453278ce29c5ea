import type { RefObject } from 'react'
import { useLayoutEffect } from '~/ui/use-layout-effect'
import { focusComposer, hasFreeFocus, hasKeyboard } from './composer-focus'

/** Takes over the focus that was in the composer, and leaves it there again. Whoever is elsewhere stays there. */
export function useFormFocus(place: RefObject<HTMLElement>) {
  useLayoutEffect(() => {
    const first = place.current?.querySelector<HTMLElement>('textarea, input:not([type=hidden])')
    if (hasKeyboard() && hasFreeFocus()) first?.focus()
    return () => {
      // The composer is there once all of this change has been drawn.
      queueMicrotask(() => {
        if (hasFreeFocus()) focusComposer()
      })
    }
  }, [place])
}
