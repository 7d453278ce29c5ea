import type { Api } from '~/api/client'
import { RecentSet } from '~/lib/recent-map'
import { runClientTool } from '~/session/client-tools'
import { pendingCall } from './chat-state'
import type { Chats } from './chats'
import { outputRequest } from './requests'
import { applyEvent } from './thread-state'

const MOST_SEEN = 100

/** The coach's calls of tools that run on this page. Each is seen to once, however often it is read. */
export class ClientToolCalls {
  readonly #api: () => Api
  readonly #chats: Chats
  readonly #seen = new RecentSet<string>(MOST_SEEN)

  constructor(api: () => Api, chats: Chats) {
    this.#api = api
    this.#chats = chats
  }

  /** Runs the tool that the coach waits for; taking the result there goes on with the answer. */
  next(threadId: string) {
    const call = this.#find(threadId)
    if (!call || this.#seen.has(call.id)) return undefined
    this.#seen.add(call.id)
    const output = runClientTool(call.name)
    const key = crypto.randomUUID()
    return async (signal: AbortSignal) => {
      const response = await this.#api().stream(outputRequest(threadId, output), key, signal)
      // The stream tells of what comes next, not of the call itself.
      const item = { ...call, status: 'completed' as const, output }
      const replaced = { type: 'thread.item.replaced' as const, item }
      this.#chats.changeThread(threadId, (thread) => applyEvent(thread, replaced))
      return response
    }
  }

  /** The reader wants an end: nothing is run for the coach any more. */
  cancel(threadId: string) {
    const call = this.#find(threadId)
    if (call) this.#seen.add(call.id)
  }

  #find(threadId: string) {
    const chat = this.#chats.get(threadId)
    return chat && !chat.problem ? pendingCall(chat.thread) : undefined
  }
}
