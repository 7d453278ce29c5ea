import { useEffect } from 'react'
import type { SessionInfo } from '~/api/client'
import { turns } from './browser-chat'

/** Takes up the answers that were begun before this page came alive. */
export function useFollowRuns(runs: SessionInfo['runs']) {
  useEffect(() => {
    for (const run of runs) {
      turns.follow(run.thread_id, run.id, Date.parse(run.started_at))
    }
  }, [runs])
}
