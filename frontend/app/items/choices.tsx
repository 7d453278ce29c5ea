import type { MouseEvent } from 'react'
import type { VisibleItem, WidgetItem } from '~/api/protocol'
import styles from './choices.module.css'
import { actionConfig } from './widget/action-config'
import { childrenOf } from './widget/node'
import { messageIn, type OnAction, SEND_MESSAGE } from './widget/on-action'

/** A longer list is drawn as the widget that it is. */
const MOST_CHOICES = 10

/** What a list offers to ask next, if each of its rows sends a message. */
export function choicesOf(item: VisibleItem | undefined): string[] | undefined {
  if (item?.type !== 'widget' || item.widget.type !== 'ListView') return undefined
  const rows = childrenOf(item.widget)
  if (rows.length === 0 || rows.length > MOST_CHOICES) return undefined
  const texts = rows.flatMap(({ node }) => {
    const action = actionConfig(node.onClickAction)
    return (action?.isClient && messageIn(action)) || []
  })
  return texts.length === rows.length ? [...new Set(texts)] : undefined
}

type ChoicesProps = {
  item: WidgetItem
  choices: string[]
  /** Nothing can be said in this chat now. */
  isOff: boolean
  onAction: OnAction
}

/** Each is a button of a form, so they also work before hydration. */
export function Choices({ item, choices, isOff, onAction }: ChoicesProps) {
  const press = ({ detail, currentTarget: { value } }: MouseEvent<HTMLButtonElement>) => {
    // The second half of a double click.
    if (detail > 1) return
    const action = { type: SEND_MESSAGE, payload: { text: value } }
    void onAction(action, { itemId: item.id, isSync: false, isClient: true })
  }
  return (
    <form
      method="post"
      action={`/chat/${item.thread_id}`}
      className="not-printed"
      onSubmit={(event) => event.preventDefault()}
    >
      <fieldset aria-label="Suggestions" className={styles.choices} disabled={isOff}>
        {choices.map((text) => (
          <button
            key={text}
            type="submit"
            name="message"
            value={text}
            dir="auto"
            className={styles.choice}
            onClick={press}
          >
            {text}
          </button>
        ))}
      </fieldset>
    </form>
  )
}
