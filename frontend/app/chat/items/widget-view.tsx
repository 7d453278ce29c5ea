import { lazy, memo, Suspense } from 'react'
import type { WidgetItem } from '~/api/protocol'
import { loadPatiently } from '~/ui/load-patiently'
import type { OnAction } from './on-action'
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
  return (
    <Suspense fallback={<p className={styles.fallback}>{props.item.copy_text}</p>}>
      <WidgetRoot {...props} />
    </Suspense>
  )
})
