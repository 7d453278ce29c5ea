import type { WidgetItem } from '~/api/protocol'
import { ActionsProvider } from './actions'
import { Card } from './card'
import { Children, Component } from './component'
import { ListView } from './list-view'
import { boxStyle, themeOf } from './looks'
import { childrenOf, DEEPEST, type WidgetNode } from './node'
import type { OnAction } from './on-action'
import styles from './widget.module.css'

export type WidgetRootProps = {
  item: WidgetItem
  /** A turn is under way: actions that would begin another one wait. */
  isBusy: boolean
  /** Keep its identity, or every word of an answer draws all widgets again. */
  onAction: OnAction
}

/** A ChatKit widget, drawn with the looks of this page. Its JSON is not trusted. */
export default function WidgetRoot({ item, isBusy, onAction }: WidgetRootProps) {
  return (
    <ActionsProvider itemId={item.id} widget={item.widget} isBusy={isBusy} onAction={onAction}>
      {(isWaiting) => (
        <div className={styles.widget} aria-busy={isWaiting || undefined}>
          <Root node={item.widget} />
        </div>
      )}
    </ActionsProvider>
  )
}

function Root({ node, depth = 0 }: { node: WidgetNode; depth?: number }) {
  switch (node.type) {
    case 'Card':
      return (
        <Card node={node}>
          <Children of={node} depth={depth} />
        </Card>
      )
    case 'ListView':
      return <ListView node={node} />
    default:
      return <Basic node={node} depth={depth} />
  }
}

/** A plain group, which may hold cards and lists as well. */
function Basic({ node, depth }: { node: WidgetNode; depth: number }) {
  if (depth > DEEPEST) return null
  return (
    <div
      className={node.direction === 'row' ? styles.row : styles.col}
      data-theme={themeOf(node)}
      style={boxStyle(node)}
    >
      {childrenOf(node).map(({ key, node: child }) =>
        ROOTS.has(child.type) ? (
          <Root key={key} node={child} depth={depth + 1} />
        ) : (
          <Component key={key} node={child} depth={depth + 1} />
        ),
      )}
    </div>
  )
}

const ROOTS = new Set(['Card', 'ListView', 'Basic'])
