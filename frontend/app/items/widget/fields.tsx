import type { ChangeEvent } from 'react'
import { actionConfig, fieldsOf } from './action-config'
import { useAction, useSurroundings } from './actions'
import { pick } from './looks'
import { recordsIn, type WidgetNode, wholeNumber, words } from './node'
import styles from './widget.module.css'

type NodeProps = { node: WidgetNode }

export function Input({ node }: NodeProps) {
  return (
    <input
      dir="auto"
      {...useField(node)}
      type={pick(INPUT_TYPES, node.inputType) ?? 'text'}
      className={styles.field}
      placeholder={words(node.placeholder) || undefined}
      pattern={words(node.pattern) || undefined}
      defaultValue={words(node.defaultValue)}
    />
  )
}

export function Textarea({ node }: NodeProps) {
  return (
    <textarea
      dir="auto"
      {...useField(node)}
      className={styles.field}
      rows={wholeNumber(node.rows, 1, 12) ?? 3}
      placeholder={words(node.placeholder) || undefined}
      defaultValue={words(node.defaultValue)}
    />
  )
}

export function Select({ node }: NodeProps) {
  const placeholder = words(node.placeholder)
  const hasEmpty = placeholder !== '' || node.clearable === true
  return (
    <select
      {...useField(node)}
      className={styles.field}
      defaultValue={words(node.defaultValue)}
      onChange={useChange(node)}
    >
      {hasEmpty && <option value="">{placeholder || 'None'}</option>}
      {optionsOf(node).map(({ value, label, disabled }) => (
        <option key={words(value)} value={words(value)} disabled={disabled === true}>
          {words(label) || words(value)}
        </option>
      ))}
    </select>
  )
}

export function DatePicker({ node }: NodeProps) {
  return (
    <input
      dir="auto"
      {...useField(node)}
      type="date"
      className={styles.field}
      defaultValue={dayOf(node.defaultValue)}
      min={dayOf(node.min)}
      max={dayOf(node.max)}
      onChange={useChange(node)}
    />
  )
}

export function Checkbox({ node }: NodeProps) {
  const label = words(node.label)
  const { 'aria-label': name, ...field } = useField(node)
  return (
    <label className={styles.choice} dir="auto">
      <input
        {...field}
        type="checkbox"
        aria-label={label ? undefined : name}
        defaultChecked={node.defaultChecked === true}
        onChange={useChange(node)}
      />
      {label && <span>{label}</span>}
    </label>
  )
}

export function RadioGroup({ node }: NodeProps) {
  const { id, name, required, disabled, 'aria-label': ownName } = useField(node)
  const onChange = useChange(node)
  return (
    <fieldset
      id={id}
      className={styles.radios}
      data-direction={node.direction === 'col' ? 'col' : 'row'}
      aria-label={words(node.ariaLabel) || ownName}
    >
      {optionsOf(node).map((option) => (
        <label key={words(option.value)} className={styles.choice} dir="auto">
          <input
            type="radio"
            name={name}
            value={words(option.value)}
            required={required}
            disabled={disabled || option.disabled === true}
            defaultChecked={node.defaultValue === option.value}
            onChange={onChange}
          />
          <span>{words(option.label) || words(option.value)}</span>
        </label>
      ))}
    </fieldset>
  )
}

const MOST_OPTIONS = 500

/** Each value once, as it is what names an option. */
function optionsOf(node: WidgetNode) {
  const byValue = new Map(recordsIn(node.options).map((option) => [words(option.value), option]))
  return [...byValue.values()].slice(0, MOST_OPTIONS)
}

/** What every field has. Its name to the ear is that of its label, or else what it asks for. */
function useField(node: WidgetNode) {
  const { fieldId, labelled } = useSurroundings()
  const name = words(node.name)
  return {
    id: name ? fieldId(name) : undefined,
    name: name || undefined,
    required: node.required === true,
    disabled: node.disabled === true,
    'aria-label': labelled.has(name) ? undefined : words(node.placeholder) || name || undefined,
  }
}

type Changed = ChangeEvent<HTMLInputElement | HTMLSelectElement>

/** A change may be an action of its own; it tells of the whole form where there is one. */
function useChange(node: WidgetNode) {
  const { run } = useAction(actionConfig(node.onChangeAction), 'none')
  return ({ currentTarget }: Changed) => {
    const { form, name, value } = currentTarget
    if (form) return run(fieldsOf(form))
    const isBox = currentTarget instanceof HTMLInputElement && currentTarget.type === 'checkbox'
    run(name ? [[name, isBox ? currentTarget.checked : value]] : [])
  }
}

/** `YYYY-MM-DD` of an ISO date, with or without a time. */
function dayOf(value: unknown) {
  return /^\d{4}-\d{2}-\d{2}/.exec(words(value))?.[0]
}

const INPUT_TYPES = {
  number: 'number',
  email: 'email',
  text: 'text',
  password: 'password',
  tel: 'tel',
  url: 'url',
} as const
