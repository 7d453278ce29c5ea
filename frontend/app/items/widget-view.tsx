import { lazy, memo, Suspense, useMemo } from 'react'
import type { WidgetItem } from '~/api/protocol'
import { Boundary } from '~/ui/error-boundary'
import { loadPatiently } from '~/ui/lazy-with-retry'
import { textOfItem } from './item-text'
import type { OnAction } from './on-action'
import { isTooLarge } from './widget/node'
// The stylesheet is the page's: what the server has drawn must not wait for a script to look right.
import styles from './widget/widget.module.css'

export type WidgetViewProps = {
  item: WidgetItem
  /** A turn is under way: actions that would begin another one wait. */
  isBusy: boolean
  /** Keep its identity, or every word of an answer draws all widgets again. */
  onAction: OnAction
}

/** Few chats have a widget: what draws them comes with the first one. */
const WidgetRoot = lazy(() => loadPatiently(() => import('./widget/widget-root')))

export const WidgetView = memo(function WidgetView(props: WidgetViewProps) {
  const { item } = props
  const isDrawn = useMemo(() => !isTooLarge(item.widget), [item.widget])
  const words = <p className={styles.fallback}>{textOfItem(item)}</p>
  if (!isDrawn) return words
  return (
    <Boundary fallback={words} of={item}>
      <Suspense fallback={words}>
        <WidgetRoot {...props} />
      </Suspense>
    </Boundary>
  )
})
