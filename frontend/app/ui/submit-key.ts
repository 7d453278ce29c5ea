import type { KeyboardEvent } from 'react'

/**
 * Whether this key press sends what is written: Enter, without Shift, of a keyboard that is no touch keyboard. The Enter
 * that confirms a word in an input method does not; Safari reports it after `compositionend`, with key code 229.
 */
export function isSubmitKey({ key, shiftKey, nativeEvent }: KeyboardEvent): boolean {
  const isComposing = nativeEvent.isComposing || nativeEvent.keyCode === 229
  return key === 'Enter' && !shiftKey && !isComposing && !matchMedia(TOUCH_ONLY).matches
}

const TOUCH_ONLY = '(hover: none) and (pointer: coarse)'
