import { useRef } from 'react'
import type { StructuredInputItem } from '~/api/protocol'
import { StructuredForm } from '~/items/structured-form'
import buttons from '~/ui/button.module.css'
import { StopIcon } from '~/ui/icons'
import { chatStore, drafts } from '../turn/browser-chat'
import type { Chat } from '../turn/chat-state'
import { activeTurn, problemOf } from '../turn/turn-machine'
import styles from './composer.module.css'
import { useFormFocus } from './composer-focus'
import type { ReturnedMessage } from './send-from-form.server'

type StructuredInputProps = {
  item: StructuredInputItem
  threadId: string
  chat: Chat
  returned?: ReturnedMessage
  onStop: () => void
}

/** The coach's questions in the composer's place. Their answers stay until they have arrived. */
export function StructuredInput({ item, threadId, chat, returned, onStop }: StructuredInputProps) {
  const turn = activeTurn(chat)
  const problem = problemOf(chat)
  const form = returned?.form?.itemId === item.id ? returned.form : undefined
  const place = useRef<HTMLDivElement>(null)
  useFormFocus(place)
  return (
    <div ref={place}>
      <StructuredForm
        item={item}
        isBusy={turn !== undefined}
        problem={!turn && problem?.formId === item.id ? problem : undefined}
        kept={() => drafts.form(item.id)}
        returned={form?.fields}
        onChange={(fields) => drafts.keepForm(item.id, fields)}
        formAction={`/chat/${threadId}`}
        onSubmit={(submission) => chatStore.submit(threadId, item.id, submission)}
      />
      {turn && (
        <button
          type="button"
          className={`${buttons.button} ${styles.stopForm}`}
          disabled={turn.state === 'stopping'}
          onClick={onStop}
        >
          <StopIcon size={18} /> Stop
        </button>
      )}
    </div>
  )
}
