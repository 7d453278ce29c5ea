import type { VisibleItem } from '~/api/protocol'
import { textOfItem } from '~/items/item-text'
import { isQuestion } from '../turn/chat-state'
import styles from './item-in-words.module.css'

/** An item that cannot be shown as it was meant. */
export function ItemInWords({ item }: { item: VisibleItem }) {
  const text = textOfItem(item)
  if (!text) return null
  return (
    <article aria-label={isQuestion(item) ? 'You' : 'Coach'}>
      <p className={styles.remark}>This could not be shown as it was meant. Its words:</p>
      <p className={styles.words} dir="auto">
        {text}
      </p>
    </article>
  )
}
