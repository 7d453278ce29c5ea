import type { RefObject } from 'react'
import { useLayoutEffect } from '~/ui/use-hydrated'

export const COMPOSER_ID = 'message'

/** Puts the cursor into the composer of a chat that was opened: where nothing else has it, or `always`. */
export function useComposerFocus(always = false) {
  // At once, so that nothing typed while a new chat gets its address falls between two fields.
  useLayoutEffect(() => {
    if (always || hasFreeFocus()) focusComposer()
  }, [always])
}

export function focusComposer() {
  if (hasKeyboard()) document.getElementById(COMPOSER_ID)?.focus()
}

/** Nothing has the focus, or what had it is gone. */
export function hasFreeFocus() {
  return document.activeElement === null || document.activeElement === document.body
}

/** Not on touch screens, where the focus would call up a keyboard over what is being read. */
export function hasKeyboard() {
  return matchMedia('(hover: hover) and (pointer: fine)').matches
}

/** Moves the focus from the composer into the form and back. A focus elsewhere stays. */
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
