import { memo, useCallback } from 'react'
import type { Feedback, VisibleItem } from '~/api/protocol'
import type { Refusal } from '~/api/refusal'
import { choicesOf } from '~/items/choices'
import { textOfItem } from '~/items/item-text'
import { RichItem } from '~/items/rich-item'
import { messageIn, type OnAction } from '~/items/widget/on-action'
import { own } from '~/lib/safe-json'
import { announce } from '~/ui/announcer'
import { RenderBoundary } from '~/ui/error-boundary'
import { Notice } from '~/ui/notice'
import { focusComposer } from '../composer/composer-focus'
import { chatStore, drafts } from '../turn/browser-chat'
import { type Chat, isUserMessage, type Unsaved } from '../turn/chat-state'
import { activeTurn, problemOf } from '../turn/turn-machine'
import { AssistantMessage } from './assistant-message'
import { UnsavedMark } from './notices'
import styles from './transcript.module.css'
import { UserMessage } from './user-message'

type TranscriptItemsProps = { chat: Chat; threadId?: string; canAct: boolean }

/** The messages and other items of a chat. While an answer grows, only its own item is drawn again. */
export function TranscriptItems({ chat, threadId, canAct }: TranscriptItemsProps) {
  const { items } = chat.thread
  const lastQuestion = items.findLastIndex(isUserMessage)
  const last = items.length - 1
  const lastWords = choicesOf(items[last]) ? last - 1 : last
  return items.map((item, i) => (
    <TranscriptItem
      key={item.id}
      item={item}
      threadId={threadId}
      canAct={canAct}
      isAnswering={activeTurn(chat) !== undefined}
      isOfThisTurn={i > lastQuestion}
      isLast={i === last}
      isLastWords={i === lastWords}
      hasWayOut={problemOf(chat)?.again !== undefined}
      problem={own(chat.itemProblems, item.id)}
      unsaved={own(chat.unsaved, item.id)}
      feedback={own(chat.feedback, item.id)}
    />
  ))
}

/** Each stays the same from frame to frame, so that the item is drawn again only where something of it changes. */
type TranscriptItemProps = {
  item: VisibleItem
  threadId?: string
  /** Something can still be said here. */
  canAct: boolean
  isAnswering: boolean
  isOfThisTurn: boolean
  isLast: boolean
  /** The last one that says something: choices under it only offer what to ask next. */
  isLastWords: boolean
  /** The last turn has failed, and another way to an answer is offered. */
  hasWayOut: boolean
  problem?: Refusal
  unsaved?: Unsaved
  feedback?: Feedback
}

/** One that cannot be drawn is there in words; the others are not its business. */
const TranscriptItem = memo(function TranscriptItem(props: TranscriptItemProps) {
  const { item } = props
  return (
    <RenderBoundary fallback={<ItemInWords item={item} />} of={item}>
      <DrawnItem {...props} />
    </RenderBoundary>
  )
})

function DrawnItem(props: TranscriptItemProps) {
  const { item, threadId, canAct, isAnswering, isOfThisTurn, isLast, isLastWords } = props
  const { problem, unsaved } = props
  // The same one for every word of an answer: a plan of thirty days is not drawn again with each.
  const act = useCallback<OnAction>(
    async (action, { itemId, isSync, isClient }) => {
      if (!threadId) return
      if (!isClient) return chatStore.act(threadId, itemId, action, isSync)
      const message = messageIn(action)
      if (message && canAct) askOffered(threadId, message)
    },
    [threadId, canAct],
  )
  if (isUserMessage(item)) return <UserMessage item={item} />
  if (item.type === 'assistant_message') {
    return (
      <>
        <AssistantMessage
          item={item}
          threadId={threadId}
          isBeingWritten={isLast && isAnswering}
          isLatest={isLastWords}
          isBusy={isAnswering || !canAct || props.hasWayOut}
          isStored={!unsaved}
          feedback={props.feedback}
        />
        {unsaved && <UnsavedMark {...unsaved} />}
        {problem && <Notice {...problem} />}
      </>
    )
  }
  return (
    <>
      <RichItem
        item={item}
        // Widgets wait for any turn; of the rest, only what belongs to this one may look as if it were going on.
        isBusy={item.type === 'widget' ? isAnswering || !canAct : isAnswering && isOfThisTurn}
        isLatest={isLast}
        canAct={canAct}
        onAction={act}
      />
      {problem && <Notice {...problem} />}
    </>
  )
}

/** An item that cannot be shown as it was meant. */
function ItemInWords({ item }: { item: VisibleItem }) {
  const text = textOfItem(item)
  if (!text) return null
  return (
    <article aria-label={isUserMessage(item) ? 'You' : 'Coach'}>
      <p className={styles.fallbackNote}>This could not be shown as it was meant. Its words:</p>
      <p className={styles.fallback} dir="auto">
        {text}
      </p>
    </article>
  )
}

/** Asks what a widget of this chat offers, as if it had been written: it waits where a written message would. */
function askOffered(threadId: string, text: string) {
  const chat = chatStore.chat(threadId)
  focusComposer()
  // Pressed twice, it is asked once.
  if (chat?.outgoing?.text === text) return
  // What has a problem is mended by sending, unless the server has asked for a pause.
  const problem = chat && problemOf(chat)
  if (problem && !problem.wait) return chatStore.send(threadId, { text, files: [] })
  drafts.enqueueOffered(threadId, text)
  const { queued = [] } = drafts.get(threadId)
  if (queued.some((message) => message.text === text)) announce('Your message waits to be sent.')
}
