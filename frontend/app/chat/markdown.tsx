import { lazy, memo, Suspense, useDeferredValue, useMemo } from 'react'
import { Boundary } from '~/ui/boundary'
import { loadPatiently } from '~/ui/load-patiently'
import { useHydrated } from '~/ui/use-hydrated'
import { type NumberedSource, withoutMarks } from './citations'
import { countMarks, MANY_MARKS } from './count-marks'
import styles from './markdown.module.css'

export type MarkdownProps = {
  /** With the marks of its citations. */
  text: string
  isGrowing: boolean
  sources: NumberedSource[]
  messageId: string
}

/** The parser is larger than the rest of the chat: it comes when the first answer does. */
const MarkdownBlocks = lazy(() => loadPatiently(() => import('./markdown-blocks')))

export const Markdown = memo(function Markdown(props: MarkdownProps) {
  const { text } = props
  const plain = <p className={styles.plain}>{withoutMarks(text)}</p>
  // Others wait for the server that draws a page. And a page that comes alive is not to stand still for it.
  const isAlive = useDeferredValue(useHydrated())
  const isHeavy = useMemo(() => countMarks(text) > MANY_MARKS, [text])
  return (
    <div className={styles.prose}>
      <Boundary fallback={plain} of={text}>
        <Suspense fallback={plain}>
          {isHeavy && !isAlive ? plain : <MarkdownBlocks {...props} />}
        </Suspense>
      </Boundary>
    </div>
  )
})
