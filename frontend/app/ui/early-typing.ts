/**
 * Where an extension has changed the document, React replaces it during hydration: the fields in which
 * something was typed or ticked until then are replaced by empty ones.
 */

import { type Field, isChoice } from './form-fields'

const filledIn = new Set<Field>()
let focused: Element | null = null

/** From the first script on. */
export function watchEarlyTyping() {
  for (const field of document.querySelectorAll<Field>('input, textarea')) {
    if (isFilledIn(field)) filledIn.add(field)
  }
  focused = document.activeElement
  document.addEventListener('input', noteInput, true)
  document.addEventListener('focusin', noteFocus, true)
}

/** After hydration. */
export function restoreEarlyTyping() {
  document.removeEventListener('input', noteInput, true)
  document.removeEventListener('focusin', noteFocus, true)
  for (const field of filledIn) {
    const successor = field.isConnected ? undefined : successorOf(field)
    if (successor) fillIn(successor, field)
  }
  if (isField(focused) && !focused.isConnected && document.activeElement === document.body) {
    successorOf(focused)?.focus()
  }
  filledIn.clear()
  focused = null
}

const noteInput = ({ target }: Event) => isField(target) && filledIn.add(target)
const noteFocus = ({ target }: Event) => {
  focused = target instanceof Element ? target : null
}

const isField = (value: unknown): value is Field =>
  value instanceof HTMLTextAreaElement || (value instanceof HTMLInputElement && isForWords(value))

const isForWords = ({ type }: HTMLInputElement) => !['hidden', 'file', 'submit'].includes(type)

const isFilledIn = (field: Field) =>
  isField(field) &&
  (field.value !== field.defaultValue ||
    (isChoice(field) && field.checked !== field.defaultChecked))

/** The field at the same place of the same form. */
function successorOf(field: Field): Field | undefined {
  const action = field.form?.getAttribute('action')
  const place = fieldsOf(field.form).indexOf(field)
  return [...document.forms]
    .filter((form) => form.getAttribute('action') === action)
    .map((form) => fieldsOf(form)[place])
    .find((each) => each?.name === field.name && each.type === field.type)
}

const fieldsOf = (form: HTMLFormElement | null | undefined) =>
  [...(form?.elements ?? [])].filter(isField)

/** As if the reader did it: what React holds has to follow. */
function fillIn(to: Field, from: Field) {
  if (isChoice(to)) {
    if (to.checked !== (from as HTMLInputElement).checked) to.click()
    return
  }
  if (to.value !== '' || from.value === '') return
  const prototype = Object.getPrototypeOf(to)
  Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(to, from.value)
  to.dispatchEvent(new Event('input', { bubbles: true }))
  // After React has drawn the new value, which moves the cursor to its end.
  queueMicrotask(() => to.setSelectionRange(from.selectionStart, from.selectionEnd))
}
