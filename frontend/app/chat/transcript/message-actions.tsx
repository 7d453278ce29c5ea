import type { MouseEvent } from 'react'
import type { Feedback } from '~/api/protocol'
import { BadIcon, CheckIcon, CopyIcon, GoodIcon, RetryIcon } from '~/ui/icons'
import { useCopy } from '~/ui/use-copy'
import { chatStore } from '../turn/browser-chat'
import styles from './message-actions.module.css'

type MessageActionsProps = {
  text: string
  threadId: string
  itemId: string
  canTryAgain: boolean
  canRate: boolean
  feedback?: Feedback
}

export function MessageActions(props: MessageActionsProps) {
  const { text, threadId, itemId, canTryAgain, canRate, feedback } = props
  return (
    <div className={`${styles.actions} needs-script`}>
      <CopyButton text={text} />
      {canTryAgain && (
        <Action name="Try again" onPress={() => chatStore.answerAgain(threadId)}>
          <RetryIcon size={18} />
        </Action>
      )}
      {canRate && (
        <>
          <Action
            name="Good answer"
            isPressed={feedback === 'positive'}
            onPress={() => chatStore.rate(threadId, itemId, 'positive')}
          >
            <GoodIcon size={18} />
          </Action>
          <Action
            name="Bad answer"
            isPressed={feedback === 'negative'}
            onPress={() => chatStore.rate(threadId, itemId, 'negative')}
          >
            <BadIcon size={18} />
          </Action>
        </>
      )}
    </div>
  )
}

function CopyButton({ text }: { text: string }) {
  const { state, copy } = useCopy(text, 'Copied')
  return (
    <>
      <Action name="Copy" onPress={({ currentTarget }) => copy(currentTarget.closest('article'))}>
        {state === 'copied' ? <CheckIcon size={18} /> : <CopyIcon size={18} />}
      </Action>
      {state === 'refused' && <span className={styles.note}>Selected: copy it yourself</span>}
    </>
  )
}

type ActionProps = {
  name: string
  onPress: (event: MouseEvent<HTMLButtonElement>) => unknown
  isPressed?: boolean
  children: React.ReactNode
}

function Action({ name, onPress, isPressed, children }: ActionProps) {
  return (
    <button
      type="button"
      className={styles.action}
      aria-label={name}
      title={name}
      aria-pressed={isPressed}
      onClick={onPress}
    >
      {children}
    </button>
  )
}
