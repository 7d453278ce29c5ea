import { useState } from 'react'
import { type Refusal, refusalOf } from '~/api/refusal'
import { tabApi } from '~/session/tab-session'
import { WaitWords } from '~/ui/wait-words'
import { WaitingButton } from '~/ui/waiting-button'
import { chatStore } from '../turn/browser-chat'
import { loadPage } from '../turn/load-thread'
import styles from './transcript.module.css'

type EarlierMessagesProps = {
  threadId: string
  after: string
  /** Called before they are put on top. */
  onArrival: () => void
}

export function EarlierMessages({ threadId, after, onArrival }: EarlierMessagesProps) {
  const [state, setState] = useState<'idle' | 'loading' | Refusal>('idle')
  const load = async () => {
    setState('loading')
    try {
      const page = await loadPage(tabApi(), threadId, after)
      onArrival()
      chatStore.receiveEarlier(threadId, page)
      setState('idle')
    } catch (error) {
      setState(refusalOf(error))
    }
  }
  const problem = typeof state === 'object' ? state : undefined
  return (
    <div className={`${styles.earlier} needs-script`}>
      <WaitingButton wait={problem?.wait} isBusy={state === 'loading'} onPress={load}>
        {state === 'loading' ? 'Loading…' : 'Show earlier messages'}
      </WaitingButton>
      {problem && (
        <p role="alert">
          <span>{problem.message}</span> <WaitWords wait={problem.wait} />
        </p>
      )}
    </div>
  )
}
