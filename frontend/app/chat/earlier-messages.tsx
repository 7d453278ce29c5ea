import { useState } from 'react'
import { messageOf } from '~/api/api-error'
import { tabApi } from '~/session/tab-session'
import buttons from '~/ui/button.module.css'
import { turns } from './browser-chat'
import styles from './earlier-messages.module.css'
import { loadPage } from './load-thread'

type EarlierMessagesProps = {
  threadId: string
  after: string
  /** Called before they are put on top. */
  onArrival: () => void
}

export function EarlierMessages({ threadId, after, onArrival }: EarlierMessagesProps) {
  const [state, setState] = useState<'idle' | 'loading' | { problem: string }>('idle')
  const load = async () => {
    setState('loading')
    try {
      const page = await loadPage(tabApi(), threadId, after)
      onArrival()
      turns.receiveEarlier(threadId, page)
      setState('idle')
    } catch (error) {
      setState({ problem: messageOf(error) })
    }
  }
  return (
    <div className={`${styles.earlier} needs-script`}>
      <button
        type="button"
        className={buttons.button}
        onClick={load}
        disabled={state === 'loading'}
      >
        {state === 'loading' ? 'Loading…' : 'Show earlier messages'}
      </button>
      {typeof state === 'object' && <p role="alert">{state.problem}</p>}
    </div>
  )
}
