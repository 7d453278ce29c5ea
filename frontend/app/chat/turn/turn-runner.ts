import type { Api } from '~/api/client'
import type { ThreadStreamEvent } from '~/api/protocol'
import { refusalOf } from '~/api/refusal'
import { Attempts } from '~/api/retry-policy'
import { RecentSet } from '~/lib/recent-map'
import { applyClientEffect } from '~/session/client-tools'
import type { Network } from '~/ui/network'
import { isNew } from '../drafts/chat-keys'
import type { Drafts } from '../drafts/drafts'
import { type Turn, withoutPassedNotes } from './chat-state'
import type { Chats } from './chats'
import { ClientCalls } from './client-tool-calls'
import { followRun, RunPosition } from './follow-run'
import { handedIn, isStoredQuestion, takeEvent } from './reducer'
import { findRun, reloadThread } from './reload-thread'
import { canFollowAgain, isTakenElsewhere, withFailure } from './turn-errors'
import { withUnkept } from './unsaved'

export type Connect = (signal: AbortSignal) => Promise<Response>

type Parts = { api: () => Api; chats: Chats; drafts: Drafts; network: Network }

/** A turn under way. `key` changes once, when a new chat gets its thread. */
type Running = {
  key: string
  controller: AbortController
  /** In the run that is being read: a turn goes through several when the coach asks the page for something. */
  position: RunPosition
  /** This page began it: what the coach does to the page happens here, and once. */
  isOurs: boolean
  stopAsked: boolean
  /** To its end. */
  isRead: boolean
  /** Another copy of this page goes on with it. */
  isTakenOver: boolean
}

/** A turn whose answer could not be reached any more: it may well go on being written. */
type Lost = { running: Running; turn: Turn }

/** How long a reader waits for the end of what they have stopped, and how long the page does behind their back. */
const STOP_PATIENCE = 3_000
const LATE_END_PATIENCE = 60_000
/** Runs that are not to be read twice, however late a list of what is being answered arrives. */
const MOST_KNOWN_RUNS = 200

const BROKE_OFF = { reason: 'This answer broke off.', isCertain: false }

/** Turns under way: each reads its answer, through as many runs as that takes, and tidies up after itself. */
export class RunningTurns {
  readonly #parts: Parts
  readonly #running = new Map<string, Running>()
  readonly #lost = new Map<string, Lost>()
  readonly #endedAt = new Map<string, number>()
  readonly #knownRuns = new RecentSet<string>(MOST_KNOWN_RUNS)
  readonly #calls: ClientCalls

  constructor(parts: Parts) {
    this.#parts = parts
    this.#calls = new ClientCalls(parts.api, parts.chats)
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

  /** Takes up an answer that this page did not start, or no longer remembers. */
  follow(threadId: string, runId: string, startedAt = Date.now()) {
    if (this.#lost.get(threadId)?.running.position.runId === runId) this.followAgain(threadId)
    if (this.has(threadId) || this.#knownRuns.has(runId)) return
    this.#knownRuns.add(runId)
    // Two machines' clocks may differ.
    const turn = { startedAt: Math.min(startedAt, Date.now()) }
    void this.#begin(this.#newRunning(threadId, false, runId), turn)
  }

  /** Goes on with an answer that was out of reach, where it was left. */
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
  goOn(threadId: string) {
    if (this.has(threadId)) return
    const connect = this.#calls.next(threadId)
    if (connect) void this.start(threadId, {}, connect)
  }

  stop(key: string) {
    const running = this.#running.get(key)
    if (!running || running.stopAsked) return
    running.stopAsked = true
    this.#parts.chats.changeTurn(running.key, { phase: 'stopping', stage: undefined })
    running.position.stop()
    const { runId } = running.position
    if (runId) void this.#cancel(running, runId)
    setTimeout(() => running.controller.abort(), STOP_PATIENCE)
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
    this.#parts.chats.changeTurn(running.key, { hurry: 'asked' })
    const { runId } = running.position
    if (runId) void this.#hurry(running, runId)
  }

  #newRunning(key: string, isOurs: boolean, runId?: string): Running {
    const controller = new AbortController()
    const position = this.#newPosition(() => running, runId)
    const states = { stopAsked: false, isRead: false, isTakenOver: false }
    const running = { key, controller, position, isOurs, ...states }
    return running
  }

  #newPosition(running: () => Running, runId?: string) {
    return new RunPosition((id) => this.#nameRun(running(), id), runId)
  }

  async #begin(running: Running, turn: Partial<Turn>, connect?: Connect) {
    this.#parts.chats.change(running.key, (chat) => ({
      ...withoutPassedNotes(withUnkept(chat, BROKE_OFF)),
      problem: undefined,
      stopped: false,
      turn: { phase: 'answering', startedAt: Date.now(), ...turn },
    }))
    await this.#go(running, connect)
  }

  async #go(running: Running, connect?: Connect) {
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
  async #readAll(running: Running, connect?: Connect) {
    let isWhole = await this.#read(running, connect)
    for (;;) {
      if (!isWhole) await this.#reload(running, true)
      const next = running.stopAsked ? undefined : this.#calls.next(running.key)
      if (!next) return
      running.position = this.#newPosition(() => running)
      isWhole = await this.#read(running, next)
    }
  }

  async #read(running: Running, connect?: Connect) {
    const { signal } = running.controller
    const { api, chats, network } = this.#parts
    const watcher = {
      signal,
      network,
      onConnection: (state: 'lost' | 'restored') => {
        if (running.stopAsked) return
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

  #nameRun(running: Running, runId: string) {
    this.#knownRuns.add(runId)
    this.#lost.delete(running.key)
    if (running.stopAsked) void this.#cancel(running, runId)
    else if (this.#parts.chats.get(running.key)?.turn?.hurry) void this.#hurry(running, runId)
  }

  #take(running: Running, event: ThreadStreamEvent) {
    const { chats, drafts } = this.#parts
    if (event.type === 'thread.created') this.#adopt(running, event.thread.id)
    if (isStoredQuestion(event)) drafts.release(chats.get(running.key)?.outgoing?.files ?? [])
    const form = handedIn(event)
    if (form) drafts.forgetForm(form)
    if (event.type === 'client_effect' && running.isOurs) applyClientEffect(event.name, event.data)
    chats.change(running.key, (chat) => takeEvent(chat, event))
  }

  #adopt(running: Running, threadId: string) {
    const { key } = running
    if (key === threadId) return
    this.#parts.chats.adopt(key, threadId)
    this.#running.set(threadId, running)
    this.#running.delete(key)
    this.#parts.drafts.adopt(key, threadId)
    running.key = threadId
  }

  async #recover(running: Running, error: unknown) {
    const { chats } = this.#parts
    if (running.stopAsked || running.controller.signal.aborted) return this.#stopUnnamed(running)
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
  async #stopUnnamed(running: Running) {
    const { key, position } = running
    if (position.runId || isNew(key)) return
    const run = await findRun(this.#parts.api(), key)
    if (run) await this.#cancel(running, run.id)
  }

  #end(running: Running) {
    const { chats, drafts } = this.#parts
    const { key, stopAsked } = running
    this.#running.delete(key)
    const chat = chats.get(key)
    if (!chat) return
    if (!isNew(key)) this.#endedAt.set(key, Date.now())
    if (chat.outgoing) drafts.putBack(key, chat.outgoing)
    const goesOn = stopAsked || this.#lost.has(key)
    chats.change(key, (latest) => ({
      ...(goesOn ? latest : withUnkept(latest, BROKE_OFF)),
      turn: undefined,
      outgoing: undefined,
      stopped: stopAsked,
    }))
    if (stopAsked) {
      this.#calls.giveUp(key)
      void this.#settleStopped(running)
    }
    if (running.isTakenOver || chat.problem?.isConflict) void this.#followOther(key)
  }

  /** Somebody, such as a copy of this tab, has asked in the same chat: show that answer. */
  async #followOther(threadId: string) {
    const run = await findRun(this.#parts.api(), threadId)
    if (run) this.follow(threadId, run.id, Date.parse(run.started_at))
  }

  #reload({ key }: Running, isLost = false) {
    return reloadThread(this.#parts.api(), this.#parts.chats, key, isLost)
  }

  /** What is kept of it is not all there yet, where its end did not come in time: its process may have died. */
  async #settleStopped(running: Running) {
    await this.#reload(running)
    if (running.isRead || !running.position.runId) return
    const { api, network } = this.#parts
    const signal = AbortSignal.timeout(LATE_END_PATIENCE)
    const rest = followRun(api(), running.position, { signal, network, onConnection() {} })
    try {
      while (!(await rest.next()).done);
    } catch {
      return
    }
    if (this.has(running.key)) return
    await this.#reload(running)
    this.#parts.chats.change(running.key, (chat) => withUnkept(chat, BROKE_OFF))
  }

  /** What was stopped stays stopped, also where the server is out of reach for now. */
  async #cancel(running: Running, runId: string) {
    const api = this.#parts.api()
    const { signal } = new AbortController()
    const attempts = new Attempts({ signal, network: this.#parts.network })
    await attempts.reach(() => api.cancelRun(runId)).catch(() => {})
    const isOver = !this.has(running.key) && !this.#lost.has(running.key)
    if (isOver) await this.#reload(running)
  }

  async #hurry(running: Running, runId: string) {
    try {
      await this.#parts.api().answerNow(runId)
    } catch (error) {
      this.#parts.chats.changeTurn(running.key, { hurry: refusalOf(error) })
    }
  }
}
