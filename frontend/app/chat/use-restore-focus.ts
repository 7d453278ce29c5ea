import { useEffect } from 'react'

/**
 * Puts the cursor into the composer of the chat that was opened, where nothing else has it. Not on touch screens: it
 * would call up the keyboard.
 */
export function useRestoreFocus() {
  useEffect(() => {
    const hasMouse = matchMedia('(hover: hover) and (pointer: fine)').matches
    const isFree = document.activeElement === null || document.activeElement === document.body
    if (hasMouse && isFree) focusComposer()
  }, [])
}

export const COMPOSER_ID = 'message'

export function focusComposer() {
  document.getElementById(COMPOSER_ID)?.focus()
}
