import type { Api } from '~/api/client'
import type { ThreadStreamEvent } from '~/api/protocol'
import { refusalOf } from '~/api/refusal'
import { RetryPolicy } from '~/api/retry-policy'
import { RecentSet } from '~/lib/recent-map'
import { applyClientEffect } from '~/session/client-tools'
import type { Network } from '~/ui/network'
import { isNew } from '../drafts/chat-keys'
import type { Drafts } from '../drafts/drafts'
import { type Turn, withoutAnswerNotices } from './chat-state'
import type { Chats } from './chats'
import { ClientToolCalls } from './client-tool-calls'
import { followRun, RunPosition } from './follow-run'
import { chatReducer, isUserMessageStored, submittedFormId } from './reducer'
import { findRun, reloadThread } from './reload-thread'
import { canFollowAgain, isTakenElsewhere, withFailure } from './turn-errors'
import { withUnsaved } from './unsaved'

export type Connect = (signal: AbortSignal) => Promise<Response>

type Parts = { api: () => Api; chats: Chats; drafts: Drafts; network: Network }

/** A turn under way. `key` changes once, when a new chat gets its thread. */
type RunningTurn = {
  key: string
  controller: AbortController
  /** In the run that is being read: a turn goes through several when the coach asks the page for something. */
  position: RunPosition
  /** This page started the turn: client effects are applied here, once. */
  isOurs: boolean
  isStopRequested: boolean
  /** To its end. */
  isRead: boolean
  /** Another copy of this page goes on with it. */
  isTakenOver: boolean
}

/** A turn whose connection was given up; its run may continue on the server. */
type LostTurn = { running: RunningTurn; turn: Turn }

/** How long the page shows "Stopping", and how long it waits for the end in the background. */
const STOP_TIMEOUT_MS = 3_000
const LATE_END_TIMEOUT_MS = 60_000
/** Runs that are not followed again when an outdated list names them. */
const MOST_KNOWN_RUNS = 200

const INTERRUPTED = { reason: 'This answer broke off.', isCertain: false }

/** Runs turns: sends the request, reads the events of one or more runs, and cleans up at the end. */
export class TurnRunner {
  readonly #parts: Parts
  readonly #running = new Map<string, RunningTurn>()
  readonly #lost = new Map<string, LostTurn>()
  readonly #endedAt = new Map<string, number>()
  readonly #knownRuns = new RecentSet<string>(MOST_KNOWN_RUNS)
  readonly #calls: ClientToolCalls

  constructor(parts: Parts) {
    this.#parts = parts
    this.#calls = new ClientToolCalls(parts.api, parts.chats)
  }

  has(key: string) {
    return this.#running.has(key)
  }

  /** When the last turn of this chat ended, as the clock has it; 0 for none. */
  endedAt(key: string) {
    return this.#endedAt.get(key) ?? 0
  }

  start(key: string, turn: Partial<Turn>, connect: Connect) {
    return this.#begin(this.#newRunning(key, true), turn, connect)
  }

  /** Follows a run that this page did not start. */
  follow(threadId: string, runId: string, startedAt = Date.now()) {
    if (this.#lost.get(threadId)?.running.position.runId === runId) this.followAgain(threadId)
    if (this.has(threadId) || this.#knownRuns.has(runId)) return
    this.#knownRuns.add(runId)
    // Two machines' clocks may differ.
    const turn = { startedAt: Math.min(startedAt, Date.now()) }
    void this.#begin(this.#newRunning(threadId, false, runId), turn)
  }

  /** Continues a lost answer after the last received event. */
  followAgain(threadId: string) {
    const lost = this.#lost.get(threadId)
    if (!lost || this.has(threadId)) return
    const { running, turn } = lost
    this.#lost.delete(threadId)
    running.controller = new AbortController()
    this.#parts.chats.change(threadId, (chat) => ({
      ...chat,
      problem: undefined,
      turn: { ...turn, phase: 'reconnecting' },
    }))
    void this.#go(running)
  }

  /** A call whose answer is missing, as when the page was closed in between. */
  resume(threadId: string) {
    if (this.has(threadId)) return
    const connect = this.#calls.next(threadId)
    if (connect) void this.start(threadId, {}, connect)
  }

  stop(key: string) {
    const running = this.#running.get(key)
    if (!running || running.isStopRequested) return
    running.isStopRequested = true
    this.#parts.chats.changeTurn(running.key, { phase: 'stopping', stage: undefined })
    running.position.stop()
    const { runId } = running.position
    if (runId) void this.#cancel(running, runId)
    setTimeout(() => running.controller.abort(), STOP_TIMEOUT_MS)
  }

  /** The chat is gone. */
  forget(key: string) {
    this.#lost.delete(key)
    this.#endedAt.delete(key)
    this.#running.get(key)?.controller.abort()
  }

  forgetAll() {
    this.#lost.clear()
    this.#endedAt.clear()
    for (const { controller } of this.#running.values()) controller.abort()
  }

  answerNow(key: string) {
    const running = this.#running.get(key)
    if (!running) return
    this.#parts.chats.changeTurn(running.key, { answerNow: 'asked' })
    const { runId } = running.position
    if (runId) void this.#answerNow(running, runId)
  }

  #newRunning(key: string, isOurs: boolean, runId?: string): RunningTurn {
    const controller = new AbortController()
    const position = this.#newPosition(() => running, runId)
    const states = { isStopRequested: false, isRead: false, isTakenOver: false }
    const running = { key, controller, position, isOurs, ...states }
    return running
  }

  #newPosition(running: () => RunningTurn, runId?: string) {
    return new RunPosition((id) => this.#nameRun(running(), id), runId)
  }

  async #begin(running: RunningTurn, turn: Partial<Turn>, connect?: Connect) {
    this.#parts.chats.change(running.key, (chat) => ({
      ...withoutAnswerNotices(withUnsaved(chat, INTERRUPTED)),
      problem: undefined,
      stopped: false,
      turn: { phase: 'answering', startedAt: Date.now(), ...turn },
    }))
    await this.#go(running, connect)
  }

  async #go(running: RunningTurn, connect?: Connect) {
    this.#running.set(running.key, running)
    try {
      await this.#readAll(running, connect)
      running.isRead = true
    } catch (error) {
      await this.#recover(running, error)
    }
    this.#end(running)
  }

  /** To the reader this is one turn, however often the coach asks the page for something in between. */
  async #readAll(running: RunningTurn, connect?: Connect) {
    let isWhole = await this.#read(running, connect)
    for (;;) {
      if (!isWhole) await this.#reload(running, true)
      const next = running.isStopRequested ? undefined : this.#calls.next(running.key)
      if (!next) return
      running.position = this.#newPosition(() => running)
      isWhole = await this.#read(running, next)
    }
  }

  async #read(running: RunningTurn, connect?: Connect) {
    const { signal } = running.controller
    const { api, chats, network } = this.#parts
    const watcher = {
      signal,
      network,
      onConnection: (state: 'lost' | 'restored') => {
        if (running.isStopRequested) return
        chats.changeTurn(running.key, { phase: state === 'lost' ? 'reconnecting' : 'answering' })
      },
    }
    const begin = connect && (() => connect(signal))
    const events = followRun(api(), running.position, watcher, begin)
    for (;;) {
      const next = await events.next()
      if (next.done) return next.value
      this.#take(running, next.value)
    }
  }

  #nameRun(running: RunningTurn, runId: string) {
    this.#knownRuns.add(runId)
    this.#lost.delete(running.key)
    if (running.isStopRequested) void this.#cancel(running, runId)
    else if (this.#parts.chats.get(running.key)?.turn?.answerNow)
      void this.#answerNow(running, runId)
  }

  #take(running: RunningTurn, event: ThreadStreamEvent) {
    const { chats, drafts } = this.#parts
    if (event.type === 'thread.created') this.#adopt(running, event.thread.id)
    if (isUserMessageStored(event)) drafts.release(chats.get(running.key)?.outgoing?.files ?? [])
    const form = submittedFormId(event)
    if (form) drafts.forgetForm(form)
    if (event.type === 'client_effect' && running.isOurs) applyClientEffect(event.name, event.data)
    chats.change(running.key, (chat) => chatReducer(chat, event))
  }

  #adopt(running: RunningTurn, threadId: string) {
    const { key } = running
    if (key === threadId) return
    this.#parts.chats.assignThread(key, threadId)
    this.#running.set(threadId, running)
    this.#running.delete(key)
    this.#parts.drafts.assignThread(key, threadId)
    running.key = threadId
  }

  async #recover(running: RunningTurn, error: unknown) {
    const { chats } = this.#parts
    if (running.isStopRequested || running.controller.signal.aborted)
      return this.#stopUnnamed(running)
    const chat = chats.get(running.key)
    if (chat?.turn && canFollowAgain(chat, error)) {
      this.#lost.set(running.key, { running, turn: chat.turn })
      return chats.change(running.key, (latest) => withFailure(latest, error))
    }
    const isStored = !chat?.outgoing && !chat?.turn?.about
    running.isTakenOver = isTakenElsewhere(error)
    if (isStored || running.isTakenOver) await this.#reload(running)
    if (isStored && running.isTakenOver) return
    chats.change(running.key, (latest) => withFailure(latest, error))
  }

  /** Stopped before the server named the run: find out which one it is. */
  async #stopUnnamed(running: RunningTurn) {
    const { key, position } = running
    if (position.runId || isNew(key)) return
    const run = await findRun(this.#parts.api(), key)
    if (run) await this.#cancel(running, run.id)
  }

  #end(running: RunningTurn) {
    const { chats, drafts } = this.#parts
    const { key, isStopRequested } = running
    this.#running.delete(key)
    const chat = chats.get(key)
    if (!chat) return
    if (!isNew(key)) this.#endedAt.set(key, Date.now())
    if (chat.outgoing) drafts.putBack(key, chat.outgoing)
    const goesOn = isStopRequested || this.#lost.has(key)
    chats.change(key, (latest) => ({
      ...(goesOn ? latest : withUnsaved(latest, INTERRUPTED)),
      turn: undefined,
      outgoing: undefined,
      stopped: isStopRequested,
    }))
    if (isStopRequested) {
      this.#calls.cancel(key)
      void this.#settleStopped(running)
    }
    if (running.isTakenOver || chat.problem?.isConflict) void this.#followOther(key)
  }

  /** Follows the run that another tab has started in this thread. */
  async #followOther(threadId: string) {
    const run = await findRun(this.#parts.api(), threadId)
    if (run) this.follow(threadId, run.id, Date.parse(run.started_at))
  }

  #reload({ key }: RunningTurn, isLost = false) {
    return reloadThread(this.#parts.api(), this.#parts.chats, key, isLost)
  }

  /** Without an end in time, the stored part may be incomplete: the process of the run may have died. */
  async #settleStopped(running: RunningTurn) {
    await this.#reload(running)
    if (running.isRead || !running.position.runId) return
    const { api, network } = this.#parts
    const signal = AbortSignal.timeout(LATE_END_TIMEOUT_MS)
    const rest = followRun(api(), running.position, { signal, network, onConnection() {} })
    try {
      while (!(await rest.next()).done);
    } catch {
      return
    }
    if (this.has(running.key)) return
    await this.#reload(running)
    this.#parts.chats.change(running.key, (chat) => withUnsaved(chat, INTERRUPTED))
  }

  /** Cancels the run, with retries while the server is unreachable. */
  async #cancel(running: RunningTurn, runId: string) {
    const api = this.#parts.api()
    const { signal } = new AbortController()
    const attempts = new RetryPolicy({ signal, network: this.#parts.network })
    await attempts.run(() => api.cancelRun(runId)).catch(() => {})
    const isOver = !this.has(running.key) && !this.#lost.has(running.key)
    if (isOver) await this.#reload(running)
  }

  async #answerNow(running: RunningTurn, runId: string) {
    try {
      await this.#parts.api().answerNow(runId)
    } catch (error) {
      this.#parts.chats.changeTurn(running.key, { answerNow: refusalOf(error) })
    }
  }
}
