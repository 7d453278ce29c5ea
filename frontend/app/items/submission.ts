import type { StructuredInputSubmission } from '~/api/protocol'

export const ITEM_FIELD = 'item_id'
export const STATUS_FIELD = 'status'
const ANSWER = 'answer:'

export const answerField = (inputId: string) => `${ANSWER}${inputId}`

export const isAnswer = (name: string) => name.startsWith(ANSWER)

/** The answers as they were sent, field by field. */
export type ReturnedFields = [name: string, value: string][]

/** What a form of questions sends, whether a script reads it or the server does. */
export function readSubmission(form: FormData): StructuredInputSubmission {
  if (form.get(STATUS_FIELD) === 'skipped') return { status: 'skipped', answers: {} }
  const values = new Map<string, string[]>()
  for (const [name, entry] of form) {
    if (!isAnswer(name) || typeof entry !== 'string') continue
    const inputId = name.slice(ANSWER.length)
    const known = values.get(inputId) ?? []
    const value = entry.trim()
    values.set(inputId, value ? [...known, value] : known)
  }
  const answers = [...values].map(([inputId, given]) => [
    inputId,
    given.length > 0 ? { values: given } : { skipped: true },
  ])
  return { status: 'answered', answers: Object.fromEntries(answers) }
}
