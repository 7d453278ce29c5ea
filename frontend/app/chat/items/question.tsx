import { useId, useRef } from 'react'
import type { StructuredInput } from '~/api/protocol'
import { growToContent } from '../use-growing-height'
import styles from './structured-form.module.css'
import { answerField } from './submission'

/** One question. Leaving it empty skips it. */
export function Question({ input }: { input: StructuredInput }) {
  if (input.type === 'freeform') return <Freeform input={input} />
  return input.multiple ? <ChooseSeveral input={input} /> : <ChooseOne input={input} />
}

type Freeform = Extract<StructuredInput, { type: 'freeform' }>
type Choice = Extract<StructuredInput, { type: 'multiple_choice' }>

function Freeform({ input }: { input: Freeform }) {
  const id = useId()
  const noteId = `${id}-note`
  return (
    <div className={styles.question}>
      <label htmlFor={id} className={styles.legend}>
        {input.question}
      </label>
      {input.description && (
        <p id={noteId} className={styles.note}>
          {input.description}
        </p>
      )}
      <textarea
        id={id}
        name={answerField(input.id)}
        className={styles.text}
        rows={1}
        autoComplete="off"
        aria-describedby={input.description ? noteId : undefined}
        onInput={(event) => growToContent(event.currentTarget)}
      />
    </div>
  )
}

function ChooseSeveral({ input }: { input: Choice }) {
  const name = answerField(input.id)
  return (
    <fieldset className={styles.question}>
      <legend className={styles.legend}>{input.question}</legend>
      <p className={styles.note}>Choose any that fit.</p>
      <div className={styles.options}>
        {input.options.map(({ value }) => (
          <label key={value} className={styles.option}>
            <input type="checkbox" name={name} value={value} />
            <span>{value}</span>
          </label>
        ))}
      </div>
      <label className={styles.other}>
        <span>Other</span>
        <input type="text" name={name} className={styles.text} autoComplete="off" />
      </label>
    </fieldset>
  )
}

/** Of a single choice the first value counts: “Other” sends none of its own, so its words are the first then. */
function ChooseOne({ input }: { input: Choice }) {
  const name = answerField(input.id)
  const other = useRef<HTMLInputElement>(null)
  const otherId = useId()
  return (
    <fieldset className={styles.question}>
      <legend className={styles.legend}>{input.question}</legend>
      <div className={styles.options}>
        {input.options.map(({ value }) => (
          <label key={value} className={styles.option}>
            <input type="radio" name={name} value={value} />
            <span>{value}</span>
          </label>
        ))}
      </div>
      <div className={styles.other}>
        <label className={styles.option}>
          <input ref={other} type="radio" name={name} value="" />
          <span id={otherId}>Other</span>
        </label>
        <input
          type="text"
          name={name}
          className={styles.text}
          autoComplete="off"
          aria-labelledby={otherId}
          onChange={() => {
            if (other.current) other.current.checked = true
          }}
        />
      </div>
    </fieldset>
  )
}
