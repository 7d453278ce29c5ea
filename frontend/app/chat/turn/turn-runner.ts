import type { Api } from '~/api/client'
import type { ThreadStreamEvent } from '~/api/protocol'
import { refusalOf } from '~/api/refusal'
import { RecentSet } from '~/lib/recent-map'
import { applyClientEffect, runClientTool } from '~/session/client-tools'
import type { Network } from '~/ui/network'
import type { Drafts } from '../drafts/drafts'
import { pendingCall } from './chat-state'
import type { Chats } from './chats'
import { followRun, RunPosition } from './follow-run'
import { chatReducer, isUserMessageStored, submittedFormId } from './reducer'
import { findRun, reloadThread } from './reload-thread'
import { outputRequest } from './requests'
import { cancelRun, cancelUnnamedRun, settleStoppedRun } from './stop-run'
import { applyEvent } from './thread-state'
import { canFollowAgain, isTakenElsewhere, problemOfError } from './turn-errors'
import { activeTurn, problemOf, type TurnStart } from './turn-machine'

export type Connect = (signal: AbortSignal) => Promise<Response>

type Parts = { api: () => Api; chats: Chats; drafts: Drafts; network: Network }

/** The connections of a turn. Its state is the chat's. */
type Run = {
  /** Of the chat. Changes once, when a new chat gets its thread. */
  key: string
  controller: AbortController
  /** In the run that is being read: a turn goes through several when the coach asks the page for something. */
  position: RunPosition
  /** This page started the turn: client effects are applied here, once. */
  isOurs: boolean
}

/** How long the page shows "Stopping". */
const STOP_TIMEOUT_MS = 3_000
/** Runs that are not followed again when an outdated list names them. */
const MOST_KNOWN_RUNS = 200
const MOST_SEEN_CALLS = 100

/** Does what a turn asks for: sends the request, reads the events of its runs, and tells the turn what has happened. */
export class TurnRunner {
  readonly #parts: Parts
  /** Of the turns that are under way or unreachable. */
  readonly #runs = new Map<string, Run>()
  readonly #knownRuns = new RecentSet<string>(MOST_KNOWN_RUNS)
  /** The coach's calls of tools of this page: each is run once, however often it is read. */
  readonly #seenCalls = new RecentSet<string>(MOST_SEEN_CALLS)

  constructor(parts: Parts) {
    this.#parts = parts
  }

  isActive(key: string) {
    return activeTurn(this.#parts.chats.get(key) ?? {}) !== undefined
  }

  start(key: string, turn: Omit<TurnStart, 'startedAt'>, connect: Connect) {
    return this.#begin(this.#newRun(key, true), { ...turn, startedAt: Date.now() }, connect)
  }

  /** Follows a run that this page did not start. */
  follow(threadId: string, runId: string, startedAt = Date.now()) {
    if (this.#runs.get(threadId)?.position.runId === runId) this.followAgain(threadId)
    if (this.isActive(threadId) || this.#knownRuns.has(runId)) return
    this.#knownRuns.add(runId)
    // Two machines' clocks may differ.
    const turn = { type: 'followed', startedAt: Math.min(startedAt, Date.now()) } as const
    void this.#begin(this.#newRun(threadId, false, runId), turn)
  }

  /** Continues an unreachable answer after the last received event. */
  followAgain(threadId: string) {
    const run = this.#runs.get(threadId)
    if (!run || this.#stateOf(run) !== 'unreachable') return
    run.controller = new AbortController()
    this.#parts.chats.changeTurn(threadId, { type: 'resumed' })
    void this.#go(run)
  }

  /** A call whose answer is missing, as when the page was closed in between. */
  resume(threadId: string) {
    if (this.isActive(threadId)) return
    const connect = this.#nextCall(threadId)
    if (connect) void this.start(threadId, { type: 'followed' }, connect)
  }

  stop(key: string) {
    const run = this.#runs.get(key)
    if (!run || !this.isActive(key) || this.#isStopping(run)) return
    this.#parts.chats.changeTurn(key, { type: 'stopRequested' })
    const { runId } = run.position
    if (runId) void cancelRun(this.#parts, run, runId)
    setTimeout(() => run.controller.abort(), STOP_TIMEOUT_MS)
  }

  answerNow(key: string) {
    const run = this.#runs.get(key)
    if (!run) return
    this.#parts.chats.changeTurn(key, { type: 'answerNowRequested' })
    if (run.position.runId && this.#isAnswerNowAsked(run)) {
      void this.#answerNow(run, run.position.runId)
    }
  }

  /** The chat is gone. */
  forget(key: string) {
    this.#runs.get(key)?.controller.abort()
    this.#runs.delete(key)
  }

  forgetAll() {
    for (const { controller } of this.#runs.values()) controller.abort()
    this.#runs.clear()
  }

  #stateOf({ key }: Run) {
    return this.#parts.chats.get(key)?.turn?.state
  }

  #isStopping(run: Run) {
    return this.#stateOf(run) === 'stopping'
  }

  #newRun(key: string, isOurs: boolean, runId?: string): Run {
    const position = this.#newPosition(() => run, runId)
    const run = { key, controller: new AbortController(), position, isOurs }
    return run
  }

  #newPosition(run: () => Run, runId?: string) {
    return new RunPosition((id) => this.#nameRun(run(), id), runId)
  }

  async #begin(run: Run, turn: TurnStart, connect?: Connect) {
    // A run that this turn leaves unread can be followed again.
    const left = this.#runs.get(run.key)?.position.runId
    if (left) this.#knownRuns.delete(left)
    this.#runs.set(run.key, run)
    this.#parts.chats.changeTurn(run.key, turn)
    await this.#go(run, connect)
  }

  async #go(run: Run, connect?: Connect) {
    let isRead = false
    let outcome: 'complete' | 'takenOver' = 'complete'
    try {
      await this.#readAll(run, connect)
      isRead = true
    } catch (error) {
      outcome = await this.#recover(run, error)
    }
    if (this.#stateOf(run) !== 'unreachable') this.#end(run, outcome, isRead)
  }

  /** To the reader this is one turn, however often the coach asks the page for something in between. */
  async #readAll(run: Run, connect?: Connect) {
    let isWhole = await this.#read(run, connect)
    for (;;) {
      if (!isWhole) await this.#reload(run, true)
      const next = this.#isStopping(run) ? undefined : this.#nextCall(run.key)
      if (!next) return
      run.position = this.#newPosition(() => run)
      isWhole = await this.#read(run, next)
    }
  }

  async #read(run: Run, connect?: Connect) {
    const { signal } = run.controller
    const { api, chats, network } = this.#parts
    const watcher = {
      signal,
      network,
      onConnection: (state: 'lost' | 'restored') =>
        chats.changeTurn(run.key, {
          type: state === 'lost' ? 'connectionLost' : 'connectionRestored',
        }),
      takesAnyEnd: () => this.#isStopping(run),
    }
    const begin = connect && (() => connect(signal))
    const events = followRun(api(), run.position, watcher, begin)
    for (;;) {
      const next = await events.next()
      if (next.done) return next.value
      this.#take(run, next.value)
    }
  }

  #nameRun(run: Run, runId: string) {
    this.#knownRuns.add(runId)
    if (this.#isStopping(run)) void cancelRun(this.#parts, run, runId)
    else if (this.#isAnswerNowAsked(run)) void this.#answerNow(run, runId)
  }

  #take(run: Run, event: ThreadStreamEvent) {
    const { chats, drafts } = this.#parts
    if (event.type === 'thread.created') this.#assignThread(run, event.thread.id)
    if (isUserMessageStored(event)) drafts.release(chats.get(run.key)?.outgoing?.files ?? [])
    const form = submittedFormId(event)
    if (form) drafts.forgetForm(form)
    if (event.type === 'client_effect' && run.isOurs) applyClientEffect(event.name, event.data)
    chats.change(run.key, (chat) => chatReducer(chat, event))
  }

  #assignThread(run: Run, threadId: string) {
    const { key } = run
    if (key === threadId) return
    this.#parts.chats.assignThread(key, threadId)
    this.#runs.set(threadId, run)
    this.#runs.delete(key)
    this.#parts.drafts.assignThread(key, threadId)
    run.key = threadId
  }

  /** Runs the tool that the coach waits for. Returns the request that takes the result there and goes on with the answer. */
  #nextCall(threadId: string): Connect | undefined {
    const { api, chats } = this.#parts
    const chat = chats.get(threadId)
    const call = chat && !problemOf(chat) ? pendingCall(chat.thread) : undefined
    if (!call || this.#seenCalls.has(call.id)) return undefined
    this.#seenCalls.add(call.id)
    const output = runClientTool(call.name)
    const key = crypto.randomUUID()
    return async (signal) => {
      const response = await api().stream(outputRequest(threadId, output), key, signal)
      // The stream tells of what comes next, not of the call itself.
      const item = { ...call, status: 'completed' as const, output }
      const replaced = { type: 'thread.item.replaced' as const, item }
      chats.changeThread(threadId, (thread) => applyEvent(thread, replaced))
      return response
    }
  }

  /** After an error: the turn fails, becomes unreachable, or is someone else's. */
  async #recover(run: Run, error: unknown): Promise<'complete' | 'takenOver'> {
    const { chats } = this.#parts
    if (this.#isStopping(run) || run.controller.signal.aborted) {
      await cancelUnnamedRun(this.#parts, run)
      return 'complete'
    }
    const chat = chats.get(run.key)
    if (chat && canFollowAgain(chat, error)) {
      const problem = { ...refusalOf(error), again: 'follow' as const }
      chats.changeTurn(run.key, { type: 'gaveUp', problem })
      return 'complete'
    }
    const isTakenOver = isTakenElsewhere(error)
    const isStored = !chat?.outgoing && !(chat && activeTurn(chat)?.about)
    if (isStored || isTakenOver) await this.#reload(run)
    if (!(isStored && isTakenOver)) {
      const failed = chats.get(run.key)
      const problem = failed && problemOfError(failed, error)
      chats.changeTurn(run.key, { type: 'failed', problem })
    }
    return isTakenOver ? 'takenOver' : 'complete'
  }

  #end(run: Run, outcome: 'complete' | 'takenOver', isRead: boolean) {
    const { chats, drafts } = this.#parts
    const { key } = run
    if (this.#runs.get(key) === run) this.#runs.delete(key)
    const chat = chats.get(key)
    if (!chat) return
    if (chat.outgoing) drafts.putBack(key, chat.outgoing)
    const isStopped = this.#isStopping(run)
    chats.changeTurn(key, { type: 'ended', at: Date.now(), outcome })
    if (isStopped) {
      const call = pendingCall(chat.thread)
      if (call) this.#seenCalls.add(call.id)
      void settleStoppedRun(this.#parts, run, isRead)
    }
    if (outcome === 'takenOver' || problemOf(chat)?.isConflict) void this.#followOther(key)
  }

  /** Follows the run that another tab has started in this thread. */
  async #followOther(threadId: string) {
    const run = await findRun(this.#parts.api(), threadId)
    if (run) this.follow(threadId, run.id, Date.parse(run.started_at))
  }

  #reload({ key }: Run, isLost = false) {
    return reloadThread(this.#parts.api(), this.#parts.chats, key, isLost)
  }

  #isAnswerNowAsked({ key }: Run) {
    return activeTurn(this.#parts.chats.get(key) ?? {})?.answerNow !== undefined
  }

  async #answerNow(run: Run, runId: string) {
    try {
      await this.#parts.api().answerNow(runId)
    } catch (error) {
      const refusal = refusalOf(error)
      this.#parts.chats.changeTurn(run.key, { type: 'answerNowRefused', refusal })
    }
  }
}
