import { lazy, memo, Suspense, useMemo } from 'react'
import { RenderBoundary } from '~/ui/error-boundary'
import { loadWithRetry } from '~/ui/lazy-with-retry'
import { textOfItem } from './item-text'
import { isTooLarge } from './widget/node'
// The stylesheet is the page's: what the server has drawn must not wait for a script to look right.
import styles from './widget/widget.module.css'
import type { WidgetRootProps } from './widget/widget-root'

/** Few chats have a widget: what draws them comes with the first one. */
const WidgetRoot = lazy(() => loadWithRetry(() => import('./widget/widget-root')))

export const WidgetView = memo(function WidgetView(props: WidgetRootProps) {
  const { item } = props
  const isDrawn = useMemo(() => !isTooLarge(item.widget), [item.widget])
  const words = <p className={styles.fallback}>{textOfItem(item)}</p>
  if (!isDrawn) return words
  return (
    <RenderBoundary fallback={words} of={item}>
      <Suspense fallback={words}>
        <WidgetRoot {...props} />
      </Suspense>
    </RenderBoundary>
  )
})
