import { type FormEvent, type ReactNode, useContext } from 'react'
import { actionConfig, fieldsOf } from './action-config'
import { type RunningAction, useAction } from './actions'
import { ActionButton, FormAction } from './button'
import { NamedIcon } from './icon'
import { pick, themeOf } from './looks'
import { isRecord, type WidgetNode, words } from './node'
import styles from './widget.module.css'

type CardProps = { node: WidgetNode; children: ReactNode }

export function Card({ node, children }: CardProps) {
  const isInForm = useContext(FormAction) !== undefined
  const confirm = useCardAction(node.confirm)
  const cancel = useCardAction(node.cancel)
  const isForm = node.asForm === true && !isInForm
  const inside = (
    <>
      <Status value={node.status} />
      <Body node={node}>{children}</Body>
      {(confirm.label || cancel.label) && (
        <div className={styles.decide}>
          {confirm.label && <ActionButton {...confirm} look="solid" submits={isForm} />}
          {cancel.label && <ActionButton {...cancel} look="outline" />}
        </div>
      )}
    </>
  )
  const looks = {
    className: styles.card,
    'data-size': pick(SIZES, node.size),
    'data-theme': themeOf(node),
  }
  if (!isForm) return <div {...looks}>{inside}</div>
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    confirm.action.run(fieldsOf(event.currentTarget))
  }
  return (
    <FormAction.Provider value={confirm.action}>
      <form {...looks} onSubmit={submit}>
        {inside}
      </form>
    </FormAction.Provider>
  )
}

/** `{label, action}`: one of the two buttons under a card. */
function useCardAction(value: unknown): { label: string; action: RunningAction } {
  const { label, action } = isRecord(value) ? value : {}
  const running = useAction(actionConfig(action), 'container')
  return { label: words(label), action: running }
}

export function Status({ value }: { value: unknown }) {
  const { text, icon } = isRecord(value) ? value : {}
  if (!words(text)) return null
  return (
    <p className={styles.status}>
      <NamedIcon name={words(icon)} size={16} />
      <span>{words(text)}</span>
    </p>
  )
}

function Body({ node, children }: CardProps) {
  const body = <div className={styles.body}>{children}</div>
  if (node.collapsed !== true) return body
  return (
    <details>
      <summary className={styles.more}>Show details</summary>
      {body}
    </details>
  )
}

const SIZES = { sm: 'sm', md: 'md', lg: 'lg', full: 'full' }
