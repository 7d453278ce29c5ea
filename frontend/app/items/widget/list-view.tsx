import { useId, useState } from 'react'
import { actionConfig } from './action-config'
import { useAction } from './actions'
import { Status } from './card'
import { Children } from './component'
import { boxStyle, themeOf } from './looks'
import { childrenOf, type WidgetNode, wholeNumber } from './node'
import styles from './widget.module.css'

/** A list of which each row may be pressed. `limit` says how many rows there are at first. */
export function ListView({ node }: { node: WidgetNode }) {
  const [showsAll, setShowsAll] = useState(false)
  const items = childrenOf(node)
  const limit = wholeNumber(node.limit, 1, items.length) ?? items.length
  const hidden = showsAll ? 0 : items.length - limit
  return (
    <div className={styles.list} data-theme={themeOf(node)}>
      <Status value={node.status} />
      <ul>
        {items.slice(0, items.length - hidden).map(({ key, node: item }) => (
          <ListViewItem key={key} node={item} />
        ))}
      </ul>
      {hidden > 0 && (
        <button
          type="button"
          className={`${styles.more} needs-script`}
          onClick={() => setShowsAll(true)}
        >
          {`Show ${hidden} more`}
        </button>
      )}
    </div>
  )
}

/** The button lies over the row: a row may hold paragraphs and buttons of its own, which no button may. */
function ListViewItem({ node }: { node: WidgetNode }) {
  const id = useId()
  const config = actionConfig(node.onClickAction)
  const { isBlocked, isWorking, run } = useAction(config)
  return (
    <li className={styles.listItem}>
      {config && (
        <button
          type="button"
          className={`${styles.over} needs-script`}
          aria-labelledby={id}
          aria-busy={isWorking || undefined}
          aria-disabled={isBlocked || undefined}
          onClick={() => run([])}
        />
      )}
      <div id={id} className={styles.row} style={boxStyle(node)}>
        <Children of={node} depth={1} />
      </div>
    </li>
  )
}
