import buttons from '~/ui/button.module.css'
import { RenderBoundary } from '~/ui/error-boundary'
import styles from './chat-dock.module.css'
import { Composer } from './composer/composer'
import type { ReturnedMessage } from './composer/send-from-form.server'
import { StructuredInput } from './composer/structured-input'
import type { Draft } from './drafts/drafts'
import { NewChatLink } from './new-chat-link'
import { PersistentNotices } from './transcript/notices'
import { type Chat, pendingForm } from './turn/chat-state'
import { useThreadStatus } from './turn/thread-list'
import { activeTurn, problemOf } from './turn/turn-machine'
import { TurnProblem } from './turn-problem'

type ChatDockProps = {
  chat: Chat
  threadId?: string
  /** Where forms go before hydration and without scripts. */
  action: string
  draftKey: string
  returned?: ReturnedMessage
  onSend: (message: Draft) => void
  onStop: () => void
}

/** The place below a conversation: to write a message, to answer the coach's questions, or to learn that it is over. */
export function ChatDock(props: ChatDockProps) {
  const { chat, threadId, action, draftKey, returned, onSend, onStop } = props
  const status = useThreadStatus(threadId)
  const form = formToFillIn(chat)
  const turn = activeTurn(chat)
  const problem = problemOf(chat)
  const composer = (
    <Composer
      action={action}
      draftKey={draftKey}
      turn={turn && (turn.state === 'stopping' ? 'stopping' : 'running')}
      returned={returned}
      hasProblem={problem !== undefined}
      wait={problem?.again === 'send' ? problem.wait : undefined}
      locked={status.type === 'locked' ? (status.reason ?? LOCKED) : undefined}
      onSend={onSend}
      onStop={onStop}
    />
  )
  return (
    <>
      <PersistentNotices chatKey={draftKey} notices={chat.notices} />
      <TurnProblem
        chat={chat}
        threadId={threadId}
        draftKey={draftKey}
        onSend={onSend}
        returned={returned}
      />
      {status.type === 'closed' ? (
        <ClosedChat reason={status.reason} />
      ) : status.type === 'active' && threadId && form ? (
        <RenderBoundary fallback={composer} of={form}>
          <StructuredInput
            key={form.id}
            item={form}
            threadId={threadId}
            chat={chat}
            returned={returned}
            onStop={onStop}
          />
        </RenderBoundary>
      ) : (
        composer
      )}
    </>
  )
}

const LOCKED = 'Nothing can be said in this chat for now.'

/** The coach's newest questions, once the turn that asked them is over. */
function formToFillIn(chat: Chat) {
  const form = pendingForm(chat.thread)
  const turn = activeTurn(chat)
  return turn && turn.about?.itemId !== form?.id ? undefined : form
}

/** In the composer's place: this chat is over. */
function ClosedChat({ reason }: { reason?: string }) {
  return (
    <div className={styles.closed} role="status">
      <p>{reason ?? 'This chat is closed.'}</p>
      <NewChatLink className={buttons.button}>New chat</NewChatLink>
    </div>
  )
}
