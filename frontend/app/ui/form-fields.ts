import type { KeyboardEvent } from 'react'

/** A form's fields as they stand, in their order: what was filled in outlives the drawing of the form. */
export type FieldState = { value: string; checked: boolean }

export type Field = HTMLInputElement | HTMLTextAreaElement

export const readFields = (form: HTMLFormElement): FieldState[] =>
  fieldsOf(form).map((field) => ({ value: field.value, checked: isChecked(field) }))

export function restoreFields(form: HTMLFormElement, kept: FieldState[]): void {
  for (const [i, field] of fieldsOf(form).entries()) {
    const { value, checked } = kept[i] ?? { value: field.value, checked: isChecked(field) }
    if (isChoice(field)) field.checked = checked
    else field.value = value
  }
}

const fieldsOf = (form: HTMLFormElement): Field[] => [
  ...form.querySelectorAll<Field>('input:not([type=hidden]), textarea'),
]

export const isChoice = (field: Field): field is HTMLInputElement =>
  field instanceof HTMLInputElement && ['checkbox', 'radio'].includes(field.type)

const isChecked = (field: Field) => isChoice(field) && field.checked

/**
 * Whether this key press sends what is written: Enter, without Shift, of a keyboard that is no touch keyboard. The Enter
 * that confirms a word in an input method does not; Safari reports it after `compositionend`, with key code 229.
 */
export function isSubmitKey({ key, shiftKey, nativeEvent }: KeyboardEvent): boolean {
  const isComposing = nativeEvent.isComposing || nativeEvent.keyCode === 229
  return key === 'Enter' && !shiftKey && !isComposing && !matchMedia(TOUCH_ONLY).matches
}

const TOUCH_ONLY = '(hover: none) and (pointer: coarse)'
