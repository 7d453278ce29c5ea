import { type FormEvent, type KeyboardEvent, useId, useRef } from 'react'
import type { StructuredInputItem, StructuredInputSubmission } from '~/api/protocol'
import type { Refusal } from '~/api/refusal'
import buttons from '~/ui/button.module.css'
import { type FieldState, isSubmitKey, readFields, restoreFields } from '~/ui/form-fields'
import { Notice } from '~/ui/notice'
import { useLayoutEffect } from '~/ui/use-hydrated'
import { useSecondsLeft } from '~/ui/use-wait'
import { Question } from './question'
import styles from './structured-form.module.css'
import { ITEM_FIELD, type ReturnedFields, readSubmission, STATUS_FIELD } from './submission'

type StructuredFormProps = {
  item: StructuredInputItem
  isBusy: boolean
  problem?: Refusal
  /**
   * What was filled in when this form was last drawn. It is asked for as the form appears: while this one is drawn, the
   * one before it may still be written in.
   */
  kept?: () => FieldState[] | undefined
  /** What was filled in before scripts ran, or without them. */
  returned?: ReturnedFields
  onChange?: (fields: FieldState[]) => void
  onSubmit: (submission: StructuredInputSubmission) => void
  /** Where the form goes before hydration and without scripts. */
  formAction: string
}

/** The coach's questions, in the place of the composer for as long as they are open. */
export function StructuredForm(props: StructuredFormProps) {
  const { item, isBusy, problem, kept, returned, onChange, onSubmit, formAction } = props
  const form = useRestored(kept)
  const titleId = useId()
  // Before hydration the browser submits the form and ignores a wait.
  const isOff = useSecondsLeft(problem?.wait) > 0 || isBusy
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (!isOff) onSubmit(readSubmission(submitted(event)))
  }
  return (
    <form
      ref={form}
      method="post"
      action={formAction}
      className={styles.form}
      aria-labelledby={titleId}
      aria-busy={isBusy || undefined}
      onSubmit={submit}
      onChange={({ currentTarget }) => onChange?.(readFields(currentTarget))}
      onKeyDown={submitOnEnter}
    >
      <input type="hidden" name={ITEM_FIELD} value={item.id} />
      <h2 id={titleId} className={styles.title}>
        {item.inputs.length === 1 ? 'The coach has a question' : 'The coach has some questions'}
      </h2>
      <div className={styles.questions}>
        {item.inputs.map((input, i) => (
          <Question
            key={input.id}
            input={input}
            place={item.inputs.length > 1 ? `${i + 1} of ${item.inputs.length}` : undefined}
            returned={returned}
          />
        ))}
      </div>
      {problem && <Notice message={problem.message} wait={problem.wait} />}
      {/* “Continue” comes first, so that Enter in a field means it. */}
      <div className={styles.buttons}>
        <FormButton status="answered" isOff={isOff} className={buttons.primary}>
          Continue
        </FormButton>
        <FormButton status="skipped" isOff={isOff} className={styles.skip}>
          {item.inputs.length === 1 ? 'Skip' : 'Skip all'}
        </FormButton>
      </div>
    </form>
  )
}

/** As the form appears, and never over what is filled in later. */
function useRestored(kept: StructuredFormProps['kept']) {
  const form = useRef<HTMLFormElement>(null)
  const atFirst = useRef(kept)
  useLayoutEffect(() => {
    const fields = atFirst.current?.()
    if (form.current && fields) restoreFields(form.current, fields)
  }, [])
  return form
}

type FormButtonProps = {
  status: StructuredInputSubmission['status']
  isOff: boolean
  className?: string
  children: string
}

/** Stays where the focus is while it works or waits: a button that is switched off would lose it. */
function FormButton({ status, isOff, className, children }: FormButtonProps) {
  return (
    <button
      type="submit"
      name={STATUS_FIELD}
      value={status}
      className={className}
      aria-disabled={isOff || undefined}
    >
      {children}
    </button>
  )
}

function submitted({ currentTarget, nativeEvent }: FormEvent<HTMLFormElement>) {
  const submitter = nativeEvent instanceof SubmitEvent ? nativeEvent.submitter : null
  return new FormData(currentTarget, submitter)
}

/** As in the composer: Enter goes on, Shift+Enter breaks the line. */
function submitOnEnter(event: KeyboardEvent<HTMLFormElement>) {
  if (!(event.target instanceof HTMLTextAreaElement)) return
  if (!isSubmitKey(event)) return
  event.preventDefault()
  event.currentTarget.requestSubmit()
}
