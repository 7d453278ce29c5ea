import { useCallback } from 'react'
import type { VisibleItem } from '~/api/protocol'
import { textOfItem } from '~/items/item-text'
import { RichItem } from '~/items/rich-item'
import { messageIn, type OnAction } from '~/items/widget/on-action'
import { own } from '~/lib/safe-json'
import { announce } from '~/ui/announcer'
import { RenderBoundary } from '~/ui/error-boundary'
import { Notice } from '~/ui/notice'
import { focusComposer } from '../composer/composer-focus'
import { chatStore, drafts } from '../turn/browser-chat'
import { type Chat, isUserMessage } from '../turn/chat-state'
import { activeTurn, problemOf } from '../turn/turn-machine'
import { AssistantMessage } from './assistant-message'
import { UnsavedMark } from './notices'
import styles from './transcript.module.css'
import { UserMessage } from './user-message'

type TranscriptItemProps = {
  item: VisibleItem
  chat: Chat
  threadId?: string
  /** Something can still be said here. */
  canAct: boolean
  isOfThisTurn: boolean
  isLast: boolean
  /** The last one that says something: choices under it only offer what to ask next. */
  isLastWords: boolean
}

/** One that cannot be drawn is there in words; the others are not its business. */
export function TranscriptItem(props: TranscriptItemProps) {
  const { item } = props
  return (
    <RenderBoundary fallback={<ItemInWords item={item} />} of={item}>
      <DrawnItem {...props} />
    </RenderBoundary>
  )
}

function DrawnItem(props: TranscriptItemProps) {
  const { item, chat, threadId, canAct, isOfThisTurn, isLast, isLastWords } = props
  const isAnswering = activeTurn(chat) !== undefined
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
  const problem = own(chat.itemProblems, item.id)
  if (item.type === 'assistant_message') {
    const unsaved = own(chat.unsaved, item.id)
    return (
      <>
        <AssistantMessage
          item={item}
          threadId={threadId}
          isBeingWritten={isLast && isAnswering}
          isLatest={isLastWords}
          isBusy={isAnswering || !canAct || problemOf(chat)?.again !== undefined}
          isStored={!unsaved}
          feedback={own(chat.feedback, item.id)}
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
