import { memo, useMemo } from 'react'
import type { AssistantMessageItem, Feedback } from '~/api/protocol'
import { markCitations, numberSources } from '~/markdown/citations'
import { Markdown } from '~/markdown/markdown'
import { Logo } from '~/ui/icons'
import { WithSources } from '../sources/sources'
import styles from './assistant-message.module.css'
import { MessageActions } from './message-actions'

type AssistantMessageProps = {
  item: AssistantMessageItem
  threadId?: string
  isBeingWritten: boolean
  isLatest: boolean
  /** An answer is being written, or another way to one is offered already. */
  isBusy: boolean
  /** What is not cannot be rated. */
  isStored: boolean
  feedback?: Feedback
}

export const AssistantMessage = memo(function CoachMessage(props: AssistantMessageProps) {
  const { item, threadId, isBeingWritten, isLatest, isBusy, isStored, feedback } = props
  const text = textOf(item)
  const { marked, sources } = useMemo(() => withCitations(item), [item])
  if (!text && isBeingWritten) return null
  return (
    <article aria-label="Coach" className={styles.message}>
      <p className={styles.name} aria-hidden="true">
        <Logo size={18} /> Coach
      </p>
      <WithSources sources={sources} messageId={item.id}>
        <Markdown text={marked} isGrowing={isBeingWritten} sources={sources} messageId={item.id} />
      </WithSources>
      {!isBeingWritten && threadId && (
        <MessageActions
          text={text}
          threadId={threadId}
          itemId={item.id}
          canTryAgain={isLatest && !isBusy}
          canRate={isStored}
          feedback={feedback}
        />
      )}
    </article>
  )
})

/** The answer as Markdown, without marks. */
function textOf(item: AssistantMessageItem) {
  return item.content
    .map((part) => part.text)
    .join('\n\n')
    .trim()
}

function withCitations(item: AssistantMessageItem) {
  const sources = numberSources(item.content)
  const marked = item.content.map((part) => markCitations(part, sources)).join('\n\n')
  return { marked, sources }
}
