import { lazy, memo, Suspense } from 'react'
import { loadPatiently } from '~/ui/load-patiently'
import type { NumberedSource } from './citations'
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
  return (
    <div className={styles.prose}>
      <Suspense fallback={<p className={styles.plain}>{props.text}</p>}>
        <MarkdownBlocks {...props} />
      </Suspense>
    </div>
  )
})
