import { useRouteLoaderData } from '@remix-run/react'
import type { Api, SessionInfo } from '~/api/client'
import type { Thread } from '~/api/protocol'
import { readSession } from '~/api/read-session'
import { type Refusal, refusalOf } from '~/api/refusal'

export type HubData = {
  threads: Thread[]
  session: SessionInfo
  /** Why not all of it could be read. */
  problem?: Refusal
}

export const HUB_ROUTE = 'routes/_hub'
const ALL_THREADS = 100

/** Until the API says more. */
const DEFAULT_SESSION: SessionInfo = {
  model: { mode: 'openai', name: '' },
  uploads: true,
  dictation: false,
  usual_seconds: {},
  runs: [],
  limits: {
    message_chars: 32_000,
    attachment_bytes: 20 * 2 ** 20,
    attachments_per_message: 5,
    library_file_bytes: 50 * 2 ** 20,
  },
}

const DEFAULT_DATA: HubData = { threads: [], session: DEFAULT_SESSION }

/**
 * The frame of every page. It stands, with a word about it, even when the API does not answer.
 * @param known what was read before, which holds where it cannot be read again
 */
export async function loadHubData(api: Api, known = DEFAULT_DATA): Promise<HubData> {
  const [threads, session] = await Promise.allSettled([
    api.chatkit('threads.list', { limit: ALL_THREADS, order: 'desc' }),
    api.session(),
  ])
  const refused = [threads, session].find(({ status }) => status === 'rejected')
  return {
    threads: threads.status === 'fulfilled' ? threads.value.data : known.threads,
    // Runs that have ended since are not to be followed again.
    session:
      session.status === 'fulfilled'
        ? readSession(session.value, known.session)
        : { ...known.session, runs: [] },
    problem: refused?.status === 'rejected' ? refusalOf(refused.reason) : undefined,
  }
}

/** The API's limits, or the usual ones where it does not tell them. */
export const sessionOrDefault = (api: Api): Promise<SessionInfo> =>
  api.session().catch(() => DEFAULT_SESSION)

export function useHubData(): HubData {
  return useRouteLoaderData<HubData>(HUB_ROUTE) ?? DEFAULT_DATA
}
