/** What is to be done for a stopped turn: cancel its run, and show what was stored of the answer. */
import type { Api } from '~/api/client'
import { RetryPolicy } from '~/api/retry-policy'
import type { Network } from '~/ui/network'
import { isNew } from '../drafts/chat-keys'
import type { Chats } from './chats'
import { followRun, type RunPosition } from './follow-run'
import { findRun, reloadThread } from './reload-thread'
import { activeTurn } from './turn-machine'
import { INTERRUPTED, withUnsaved } from './unsaved'

type Parts = { api: () => Api; chats: Chats; network: Network }

/** `key` is the chat's, which changes once in a new chat. */
type Run = { key: string; position: RunPosition }

/** How long the end of the run is waited for in the background. */
const LATE_END_TIMEOUT_MS = 60_000

/** With retries while the server is unreachable. */
export async function cancelRun({ api, chats, network }: Parts, run: Run, runId: string) {
  const session = api()
  const { signal } = new AbortController()
  const attempts = new RetryPolicy({ signal, network })
  await attempts.run(() => session.cancelRun(runId)).catch(() => {})
  if (chats.get(run.key)?.turn?.state === 'ended') await reloadThread(api(), chats, run.key)
}

/** Stopped before the server named the run: finds out which one it is. */
export async function cancelUnnamedRun(parts: Parts, run: Run) {
  const { key, position } = run
  if (position.runId || isNew(key)) return
  const found = await findRun(parts.api(), key)
  if (found) await cancelRun(parts, run, found.id)
}

/**
 * Shows what was stored. Without an end in time, that may be incomplete: the process of the run may have died.
 * @param isRead the run was read to its end
 */
export async function settleStoppedRun(parts: Parts, run: Run, isRead: boolean) {
  const { api, chats, network } = parts
  await reloadThread(api(), chats, run.key)
  if (isRead || !run.position.runId) return
  const signal = AbortSignal.timeout(LATE_END_TIMEOUT_MS)
  const watcher = { signal, network, onConnection() {}, takesAnyEnd: () => true }
  const rest = followRun(api(), run.position, watcher)
  try {
    while (!(await rest.next()).done);
  } catch {
    return
  }
  if (activeTurn(chats.get(run.key) ?? {})) return
  await reloadThread(api(), chats, run.key)
  chats.change(run.key, (chat) => withUnsaved(chat, INTERRUPTED))
}
