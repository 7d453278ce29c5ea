import type { ClientToolCallItem } from '~/api/protocol'
import styles from './quiet-line.module.css'

/** What the page has told the coach about this device. While it is being asked, the sign of life speaks. */
export function ClientToolCall({ item }: { item: ClientToolCallItem }) {
  if (item.status === 'pending') return null
  return (
    <p className={styles.line}>
      {ASKED.get(item.name) ?? `Asked this device: ${words(item.name)}`}
    </p>
  )
}

const ASKED = new Map([['get_local_date', 'Asked this device for the date']])

const words = (name: string) => name.replaceAll(/[_.-]+/g, ' ')
