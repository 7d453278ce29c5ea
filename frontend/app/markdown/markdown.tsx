import { lazy, memo, type ReactNode, Suspense, useDeferredValue, useMemo } from 'react'
import { RenderBoundary } from '~/ui/error-boundary'
import { loadWithRetry } from '~/ui/lazy-with-retry'
import { useHydrated } from '~/ui/use-hydrated'
import { withoutMarks } from './citations'
import { countMarks, MANY_MARKS } from './count-marks'
import styles from './markdown.module.css'
import type { MarkdownProps } from './markdown-blocks'

/** The parser is larger than the rest of the chat: it comes when the first answer does. */
const MarkdownBlocks = lazy(() => loadWithRetry(() => import('./markdown-blocks')))

export const Markdown = memo(function Markdown(props: MarkdownProps) {
  const { text } = props
  const isHeavy = useMemo(() => countMarks(text) > MANY_MARKS, [text])
  const plain = (
    <p className={styles.plain} dir="auto">
      {withoutMarks(text)}
    </p>
  )
  return (
    <div className={styles.prose}>
      <RenderBoundary fallback={plain} of={text}>
        {isHeavy ? (
          <LateBlocks {...props} plain={plain} />
        ) : (
          <Suspense fallback={plain}>
            <MarkdownBlocks {...props} />
          </Suspense>
        )}
      </RenderBoundary>
    </div>
  )
})

type LateBlocksProps = MarkdownProps & { plain: ReactNode }

/** Large texts are parsed after hydration: parsing would block server rendering for other requests, and hydration itself. */
function LateBlocks({ plain, ...props }: LateBlocksProps) {
  const isAlive = useDeferredValue(useHydrated())
  if (!isAlive) return plain
  return (
    <Suspense fallback={plain}>
      <MarkdownBlocks {...props} />
    </Suspense>
  )
}
