import type { VisibleItem } from '~/api/protocol'
import buttons from '~/ui/button.module.css'
import { DownIcon } from '~/ui/icons'
import { CoachMessage } from './coach-message'
import { DrawnProgress, useIsDrawnAnswering } from './drawn-progress'
import { EarlierMessages } from './earlier-messages'
import { OtherItem } from './other-item'
import { OutgoingMessage } from './outgoing-message'
import styles from './transcript.module.css'
import { TurnProgress } from './turn-progress'
import { type Chat, isQuestion } from './turns'
import { useAnnounceTurn } from './use-announce-turn'
import { useFollowEnd } from './use-follow-end'
import { UserMessage } from './user-message'

/** What has been said, oldest first, and what is being said now. */
export function Transcript({ chat, threadId }: { chat: Chat; threadId?: string }) {
  const { thread, turn, outgoing, notes, stopped } = chat
  const { scroller, content, isAtEnd, jumpToEnd, keepPlace } = useFollowEnd(
    outgoing,
    thread.items[0]?.id,
  )
  const isDrawnAnswering = useIsDrawnAnswering(threadId)
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
          {thread.items.map((item, i) => (
            <Item
              key={item.id}
              item={item}
              chat={chat}
              threadId={threadId}
              isLast={i === thread.items.length - 1}
            />
          ))}
          {outgoing && <OutgoingMessage message={outgoing} />}
          {notes.map((note) => (
            <p key={note} className={styles.note} role="status">
              {note}
            </p>
          ))}
          {turn ? <TurnProgress turn={turn} /> : isDrawnAnswering && <DrawnProgress />}
          {stopped && !turn && <p className={styles.note}>You stopped this answer.</p>}
          <div id="latest" />
        </div>
      </div>
      {!isAtEnd && (
        <button type="button" className={`${buttons.button} ${styles.jump}`} onClick={jumpToEnd}>
          <DownIcon size={18} /> Jump to latest
        </button>
      )}
    </div>
  )
}

type ItemProps = { item: VisibleItem; chat: Chat; threadId?: string; isLast: boolean }

function Item({ item, chat, threadId, isLast }: ItemProps) {
  if (isQuestion(item)) return <UserMessage item={item} />
  if (item.type !== 'assistant_message') return <OtherItem item={item} />
  return (
    <CoachMessage
      item={item}
      threadId={threadId}
      isBeingWritten={isLast && chat.turn !== undefined}
      isLatest={isLast}
      isBusy={chat.turn !== undefined || chat.problem?.again !== undefined}
      feedback={chat.feedback[item.id]}
    />
  )
}
