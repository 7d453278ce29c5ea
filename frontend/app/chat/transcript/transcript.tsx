import buttons from '~/ui/button.module.css'
import { DownIcon } from '~/ui/icons'
import { chatStore } from '../turn/browser-chat'
import { type Chat, isStageShown, lacksAnswer } from '../turn/chat-state'
import { useThreadStatus } from '../turn/thread-list'
import { activeTurn, isStopped, problemOf } from '../turn/turn-machine'
import { useDraft } from '../turn/use-chat'
import { EarlierMessages } from './earlier-messages'
import { AnswerNotices } from './notices'
import { QueuedMessages } from './queued-messages'
import { SsrProgress, useIsSsrAnswering } from './ssr-progress'
import styles from './transcript.module.css'
import { TranscriptItems } from './transcript-items'
import { TurnProgress } from './turn-progress'
import { useAnnounceTurn } from './use-announce-turn'
import { useScrollPosition } from './use-scroll-position'
import { OutgoingMessage } from './user-message'

type TranscriptProps = { chat: Chat; threadId?: string; draftKey: string }

/** What has been said, oldest first, and what is being said now. */
export function Transcript({ chat, threadId, draftKey }: TranscriptProps) {
  const { thread, outgoing, notices } = chat
  const turn = activeTurn(chat)
  const { queued = [] } = useDraft(draftKey)
  const { scroller, content, spacer, isAtEnd, jumpToEnd, keepPlace } = useScrollPosition({
    key: draftKey,
    asked: turn?.about?.type === 'action' ? undefined : turn?.startedAt,
    isRefused: turn === undefined && problemOf(chat)?.again === 'send',
    queued: queued.length,
    first: thread.items[0]?.id,
  })
  const isDrawnAnswering = useIsSsrAnswering(threadId)
  const isActive = useThreadStatus(threadId).type === 'active'
  const canAct = isActive && !isDrawnAnswering
  useAnnounceTurn(chat)
  return (
    <div className={styles.frame}>
      <div
        ref={scroller}
        className={styles.scroller}
        role="log"
        aria-label="Conversation"
        // The announcer tells of new messages in whole sentences; every delta would be a stutter.
        aria-live="off"
        aria-busy={turn !== undefined || isDrawnAnswering}
      >
        <div ref={content} className={styles.content}>
          {threadId && thread.earlier && (
            <EarlierMessages threadId={threadId} after={thread.earlier} onArrival={keepPlace} />
          )}
          <TranscriptItems chat={chat} threadId={threadId} canAct={canAct} />
          {outgoing && <OutgoingMessage message={outgoing} />}
          <AnswerNotices notices={notices} />
          {turn ? (
            <TurnProgress turn={turn} threadId={threadId} isSaidAbove={isStageShown(chat)} />
          ) : (
            isDrawnAnswering && <SsrProgress />
          )}
          {isStopped(chat) && <p className={styles.note}>You stopped this answer.</p>}
          {threadId && canAct && lacksAnswer(chat) && <AnswerAgain threadId={threadId} />}
          <QueuedMessages draftKey={draftKey} chat={chat} messages={queued} />
          <div id="latest" />
        </div>
        <div ref={spacer} className="not-printed" />
      </div>
      {!isAtEnd && (
        <button
          type="button"
          className={`${buttons.button} ${styles.jump} not-printed`}
          onClick={jumpToEnd}
        >
          <DownIcon size={18} /> Jump to latest
        </button>
      )}
    </div>
  )
}

/** Where the last question has no answer: the way to one. */
export function AnswerAgain({ threadId }: { threadId: string }) {
  // Only a hydrated page knows whether the answer is being written, and can ask for another one.
  if (!chatStore.chat(threadId)) {
    return (
      <noscript>
        <p className={styles.note}>This message has no answer. Send it once more to get one.</p>
      </noscript>
    )
  }
  return (
    <button
      type="button"
      className={`${buttons.button} ${styles.again}`}
      onClick={() => chatStore.answerAgain(threadId)}
    >
      Try again
    </button>
  )
}
