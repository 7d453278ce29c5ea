import { useLayoutEffect } from '~/ui/use-layout-effect'

export const COMPOSER_ID = 'message'

/** Puts the cursor into the composer of a chat that was opened: where nothing else has it, or `always`. */
export function useComposerFocus(always = false) {
  // At once, so that nothing typed while a new chat gets its address falls between two fields.
  useLayoutEffect(() => {
    const isFree = document.activeElement === null || document.activeElement === document.body
    if (isFree || always) focusComposer()
  }, [always])
}

/** Not on touch screens, where it would call up the keyboard over what is being read. */
export function focusComposer() {
  if (!matchMedia('(hover: hover) and (pointer: fine)').matches) return
  document.getElementById(COMPOSER_ID)?.focus()
}
