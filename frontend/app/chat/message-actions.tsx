import { useEffect, useState } from 'react'
import type { Feedback } from '~/api/protocol'
import { announce } from '~/ui/announcer'
import { BadIcon, CheckIcon, CopyIcon, GoodIcon, RetryIcon } from '~/ui/icons'
import { turns } from './browser-chat'
import styles from './message-actions.module.css'

type MessageActionsProps = {
  text: string
  threadId: string
  itemId: string
  canTryAgain: boolean
  feedback?: Feedback
}

export function MessageActions(props: MessageActionsProps) {
  const { text, threadId, itemId, canTryAgain, feedback } = props
  return (
    <div className={`${styles.actions} needs-script`}>
      <CopyButton text={text} />
      {canTryAgain && (
        <Action name="Try again" onPress={() => turns.answerAgain(threadId)}>
          <RetryIcon size={18} />
        </Action>
      )}
      <Action
        name="Good answer"
        isPressed={feedback === 'positive'}
        onPress={() => turns.rate(threadId, itemId, 'positive')}
      >
        <GoodIcon size={18} />
      </Action>
      <Action
        name="Bad answer"
        isPressed={feedback === 'negative'}
        onPress={() => turns.rate(threadId, itemId, 'negative')}
      >
        <BadIcon size={18} />
      </Action>
    </div>
  )
}

const SHOWN_AS_COPIED = 2_000

function CopyButton({ text }: { text: string }) {
  const [isCopied, setIsCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setIsCopied(false), SHOWN_AS_COPIED)
    return () => clearTimeout(timer)
  }, [isCopied])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setIsCopied(true)
      announce('Copied')
    } catch {
      announce('Copying is not allowed here')
    }
  }
  return (
    <Action name="Copy" onPress={copy}>
      {isCopied ? <CheckIcon size={18} /> : <CopyIcon size={18} />}
    </Action>
  )
}

type ActionProps = {
  name: string
  onPress: () => unknown
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
