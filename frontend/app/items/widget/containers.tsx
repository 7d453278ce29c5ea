import { type FormEvent, type ReactNode, useContext, useEffect, useRef } from 'react'
import { actionConfig, fieldsOf } from './action-config'
import { useAction } from './actions'
import { FormAction, RowWords } from './button'
import { boxStyle, space } from './looks'
import { type WidgetNode, wordsIn } from './node'
import styles from './widget.module.css'

type ContainerProps = { node: WidgetNode; children: ReactNode }

export function Box({ node, children }: ContainerProps) {
  return (
    <div className={node.direction === 'row' ? styles.row : styles.col} style={boxStyle(node)}>
      {children}
    </div>
  )
}

export function Row({ node, children }: ContainerProps) {
  return (
    <RowWords.Provider value={wordsIn(node)}>
      <div className={styles.row} style={boxStyle(node)}>
        {children}
      </div>
    </RowWords.Provider>
  )
}

export function Col({ node, children }: ContainerProps) {
  return (
    <div className={styles.col} style={boxStyle(node)}>
      {children}
    </div>
  )
}

/** A form cannot stand in another one: what is inside belongs to the outer one then. */
export function Form({ node, children }: ContainerProps) {
  const outer = useContext(FormAction)
  const action = useAction(actionConfig(node.onSubmitAction), 'container')
  const keepFocusAt = useFocusWhenGone()
  if (outer) return <Box node={node}>{children}</Box>
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    keepFocusAt(event.currentTarget.previousElementSibling?.querySelector('button'))
    action.run(fieldsOf(event.currentTarget))
  }
  return (
    <FormAction.Provider value={action}>
      <form
        className={node.direction === 'row' ? styles.row : styles.col}
        style={boxStyle(node)}
        onSubmit={submit}
      >
        {children}
      </form>
    </FormAction.Provider>
  )
}

/** A form that closes once it is sent takes the focus along: it goes on at the button above, which opened it. */
function useFocusWhenGone() {
  const next = useRef<HTMLElement | null>()
  useEffect(
    () => () => {
      if (document.activeElement === document.body) next.current?.focus()
    },
    [],
  )
  return (element: HTMLElement | null | undefined) => {
    next.current = element
  }
}

export function Divider({ node }: { node: WidgetNode }) {
  return (
    <hr
      className={styles.divider}
      data-flush={node.flush === true || undefined}
      style={{ marginBlock: space(node.spacing) }}
    />
  )
}

export function Spacer({ node }: { node: WidgetNode }) {
  return <span className={styles.spacer} style={{ minWidth: space(node.minSize) }} />
}
