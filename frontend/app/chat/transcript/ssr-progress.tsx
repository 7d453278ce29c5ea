import { useLocation, useRouteLoaderData, useSearchParams } from '@remix-run/react'
import { useHubData } from '~/session/hub-data'
import buttons from '~/ui/button.module.css'
import { useHydrated } from '~/ui/use-hydrated'
import type { ThreadRead } from '../turn/load-thread'
import styles from './turn-progress.module.css'

const CHAT_ROUTE = 'routes/_hub.chat.$threadId'

/** In the address: how often the page has been loaded for this answer. */
const REFRESH_COUNT = 'looked'
const MAX_REFRESHES = 100
const LONGEST_SECONDS = 10

/** Whether the server drew this chat in the middle of an answer that the page has not taken up yet. */
export function useIsSsrAnswering(threadId: string | undefined) {
  const { runs } = useHubData().session
  const read = useRouteLoaderData<ThreadRead>(CHAT_ROUTE)
  const isRunning = runs.some(({ thread_id }) => thread_id === threadId)
  return !useHydrated() && (isRunning || read?.isAnswering === true)
}

/** Without scripts the page loads itself again until the answer is whole, less and less often. */
export function SsrProgress() {
  const { pathname } = useLocation()
  const [search] = useSearchParams()
  const looked = Math.min(Number(search.get(REFRESH_COUNT)) || 0, MAX_REFRESHES)
  const seconds = Math.min(looked + 1, LONGEST_SECONDS)
  // A new address each time: loading the same one again is a reload, which begins a new session.
  const next = `${pathname}?${REFRESH_COUNT}=${looked + 1}#latest`
  return (
    <form method="post" action="/again" className={styles.progress}>
      <input type="hidden" name="to" value={`${pathname}#latest`} />
      <span>The coach is answering</span>
      <noscript>
        {looked < MAX_REFRESHES && <meta httpEquiv="refresh" content={`${seconds};url=${next}`} />}
        <span>
          This can take a while. The page looks again by itself every few seconds, until the answer
          is there.
        </span>
        <button type="submit" className={buttons.button}>
          Show what is there
        </button>
      </noscript>
    </form>
  )
}
