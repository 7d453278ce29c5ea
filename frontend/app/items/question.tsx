import { useId, useRef } from 'react'
import type { StructuredInput } from '~/api/protocol'
import { growToContent } from '~/ui/use-growing-height'
import styles from './structured-form.module.css'
import { answerField, type ReturnedFields } from './submission'

/** One question. Leaving it empty skips it. */
export function Question({ input, place, returned = [] }: QuestionProps) {
  const name = answerField(input.id)
  const given = returned.flatMap(([field, value]) => (field === name ? [value] : []))
  if (input.type === 'freeform') return <Freeform input={input} place={place} given={given} />
  return input.multiple ? (
    <ChooseSeveral input={input} place={place} given={given} />
  ) : (
    <ChooseOne input={input} place={place} given={given} />
  )
}

type QuestionProps = {
  input: StructuredInput
  /** Such as “2 of 4”. */
  place?: string
  returned?: ReturnedFields
}

type Given<T> = {
  input: T
  place?: string
  /** What was answered before, when it could not be sent. */
  given: string[]
}

/** For the eye: it says from the first question on that more follow. */
function Place({ children }: { children?: string }) {
  if (!children) return null
  return (
    <span className={styles.place} aria-hidden="true">
      {children}
    </span>
  )
}

/** Of the values given, the one that is none of the choices. */
const otherOf = ({ options }: Choice, given: string[]) =>
  given.find((value) => value !== '' && options.every((option) => option.value !== value))

type Freeform = Extract<StructuredInput, { type: 'freeform' }>
type Choice = Extract<StructuredInput, { type: 'multiple_choice' }>

function Freeform({ input, place, given }: Given<Freeform>) {
  const id = useId()
  const noteId = `${id}-note`
  return (
    <div className={styles.question}>
      <label htmlFor={id} className={styles.legend} dir="auto">
        <span>{input.question}</span>
        <Place>{place}</Place>
      </label>
      {input.description && (
        <p id={noteId} className={styles.note}>
          {input.description}
        </p>
      )}
      <textarea
        dir="auto"
        id={id}
        name={answerField(input.id)}
        className={styles.text}
        rows={1}
        autoComplete="off"
        aria-describedby={input.description ? noteId : undefined}
        onInput={(event) => growToContent(event.currentTarget)}
        defaultValue={given[0]}
      />
    </div>
  )
}

function ChooseSeveral({ input, place, given }: Given<Choice>) {
  const name = answerField(input.id)
  return (
    <fieldset className={styles.question}>
      <legend className={styles.legend} dir="auto">
        <span>{input.question}</span>
        <Place>{place}</Place>
      </legend>
      <p className={styles.note}>Choose any that fit.</p>
      <div className={styles.options}>
        {input.options.map(({ value }) => (
          <label key={value} className={styles.option} dir="auto">
            <input
              type="checkbox"
              name={name}
              value={value}
              defaultChecked={given.includes(value)}
            />
            <span>{value}</span>
          </label>
        ))}
      </div>
      <label className={styles.other}>
        <span>Other</span>
        <input
          type="text"
          dir="auto"
          name={name}
          className={styles.text}
          autoComplete="off"
          defaultValue={otherOf(input, given)}
        />
      </label>
    </fieldset>
  )
}

/** Of a single choice the first value counts: “Other” sends none of its own, so its words are the first then. */
function ChooseOne({ input, place, given }: Given<Choice>) {
  const name = answerField(input.id)
  const other = useRef<HTMLInputElement>(null)
  const otherId = useId()
  const otherWords = otherOf(input, given)
  return (
    <fieldset className={styles.question}>
      <legend className={styles.legend} dir="auto">
        <span>{input.question}</span>
        <Place>{place}</Place>
      </legend>
      <div className={styles.options}>
        {input.options.map(({ value }) => (
          <label key={value} className={styles.option} dir="auto">
            <input type="radio" name={name} value={value} defaultChecked={given.includes(value)} />
            <span>{value}</span>
          </label>
        ))}
      </div>
      <div className={styles.other}>
        <label className={styles.option}>
          <input
            ref={other}
            type="radio"
            name={name}
            value=""
            defaultChecked={otherWords !== undefined}
          />
          <span id={otherId}>Other</span>
        </label>
        <input
          type="text"
          dir="auto"
          name={name}
          className={styles.text}
          autoComplete="off"
          aria-labelledby={otherId}
          defaultValue={otherWords}
          onChange={() => {
            if (other.current) other.current.checked = true
          }}
        />
      </div>
    </fieldset>
  )
}
