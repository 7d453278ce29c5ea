import { isRecord } from './node'

/** What a component asks for when it is used. */
export type ActionConfig = {
  type: string
  payload: unknown
  isSync: boolean
  isClient: boolean
  loading: 'auto' | 'none' | 'self' | 'container'
}

export function actionConfig(value: unknown): ActionConfig | undefined {
  if (!isRecord(value) || typeof value.type !== 'string' || !value.type) return undefined
  const { type, payload, handler, streaming, loadingBehavior } = value
  return {
    type,
    payload,
    isClient: handler === 'client',
    // A guide of ChatKit's shows a string here.
    isSync: streaming === false || streaming === 'false',
    loading:
      loadingBehavior === 'none' || loadingBehavior === 'self' || loadingBehavior === 'container'
        ? loadingBehavior
        : 'auto',
  }
}

export type FieldValue = string | boolean
export type FieldValues = [name: string, value: FieldValue][]

const FORBIDDEN = new Set(['', '__proto__', 'constructor', 'prototype'])

/** The payload with what stands in the fields: dots in a name nest. */
export function withFields(payload: unknown, fields: FieldValues): unknown {
  if (fields.length === 0 || (payload !== undefined && payload !== null && !isRecord(payload))) {
    return payload
  }
  return fields.reduce<Record<string, unknown>>(
    (merged, [name, value]) => withField(merged, name.split('.'), value),
    { ...payload },
  )
}

function withField(
  record: Record<string, unknown>,
  [first = '', ...rest]: string[],
  value: FieldValue,
): Record<string, unknown> {
  if (FORBIDDEN.has(first)) return record
  if (rest.length === 0) return { ...record, [first]: value }
  const inner = record[first]
  return { ...record, [first]: withField(isRecord(inner) ? inner : {}, rest, value) }
}

/** Checkboxes give yes or no; of a group of radio buttons only the chosen one counts. */
export function fieldsOf(form: HTMLFormElement): FieldValues {
  return [...form.elements].flatMap((element): FieldValues => {
    if (element instanceof HTMLInputElement) return fieldOf(element)
    const isField = element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement
    return isField && element.name && !element.disabled ? [[element.name, element.value]] : []
  })
}

function fieldOf({ name, type, checked, value, disabled }: HTMLInputElement): FieldValues {
  if (!name || disabled) return []
  if (type === 'checkbox') return [[name, checked]]
  return type === 'radio' && !checked ? [] : [[name, value]]
}
