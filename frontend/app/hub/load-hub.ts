import { useRouteLoaderData } from '@remix-run/react'
import { messageOf } from '~/api/api-error'
import type { Api, SessionInfo } from '~/api/client'
import type { Thread } from '~/api/protocol'

export type HubData = {
  threads: Thread[]
  session: SessionInfo
  /** Why the chats could not be read, in words. */
  problem?: string
}

export const HUB_ROUTE = 'routes/_hub'
const ALL_THREADS = 100

/** Until the API says more. */
const UNKNOWN_SESSION: SessionInfo = {
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

/** The frame of every page. It stands, with a word about it, even when the API does not answer. */
export async function loadHub(api: Api): Promise<HubData> {
  try {
    const [threads, session] = await Promise.all([
      api.chatkit('threads.list', { limit: ALL_THREADS, order: 'desc' }),
      api.session(),
    ])
    return { threads: threads.data, session }
  } catch (error) {
    return { threads: [], session: UNKNOWN_SESSION, problem: messageOf(error) }
  }
}

export function useHub(): HubData {
  return useRouteLoaderData<HubData>(HUB_ROUTE) ?? { threads: [], session: UNKNOWN_SESSION }
}
