import { messageOf } from '~/api/api-error'
import type { Api } from '~/api/client'
import type { ThreadStreamEvent } from '~/api/protocol'
import { findRun, reloadThread } from './catch-up'
import type { Turn } from './chat'
import { isNew } from './chat-keys'
import type { Chats } from './chats'
import { ClientCalls } from './client-calls'
import { applyClientEffect } from './client-effects'
import type { Drafts } from './drafts'
import { followRun } from './follow-run'
import { isStoredQuestion, takeEvent } from './take-event'
import { isTakenElsewhere, withFailure } from './turn-failures'

export type Connect = (signal: AbortSignal) => Promise<Response>

type Parts = { api: () => Api; chats: Chats; drafts: Drafts }

/** A turn under way. `key` changes once, when a new chat gets its thread. */
type Running = {
  key: string
  controller: AbortController
  /** Of the run that is being read: a turn goes through several when the coach asks the page for something. */
  runId?: string
  /** This page began it: what the coach does to the page happens here, and once. */
  isOurs: boolean
  stopAsked: boolean
  /** Another copy of this page goes on with it. */
  isTakenOver: boolean
}

/** How long a stopped answer may take to end by itself. */
const STOP_PATIENCE = 3_000

/** Turns under way: each reads its answer, through as many runs as that takes, and tidies up after itself. */
export class RunningTurns {
  readonly #parts: Parts
  readonly #running = new Map<string, Running>()
  readonly #endedAt = new Map<string, number>()
  readonly #knownRuns = new Set<string>()
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

  async start(key: string, turn: Partial<Turn>, connect: Connect, isOurs = true) {
    const controller = new AbortController()
    const running = { key, controller, isOurs, stopAsked: false, isTakenOver: false }
    this.#running.set(key, running)
    this.#parts.chats.change(key, (chat) => ({
      ...chat,
      problem: undefined,
      notes: [],
      stopped: false,
      turn: { phase: 'answering', startedAt: Date.now(), ...turn },
    }))
    try {
      await this.#readAll(running, connect)
    } catch (error) {
      await this.#recover(running, error)
    }
    this.#end(running)
  }

  /** Takes up an answer that this page did not start, or no longer remembers. */
  follow(threadId: string, runId: string, startedAt = Date.now()) {
    if (this.has(threadId) || this.#knownRuns.has(runId)) return
    const connect: Connect = (signal) => this.#parts.api().followRun(runId, undefined, signal)
    // Two machines' clocks may differ.
    const turn = { startedAt: Math.min(startedAt, Date.now()) }
    void this.start(threadId, turn, connect, false)
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
    if (running.runId) void this.#cancel(running.runId)
    setTimeout(() => running.controller.abort(), STOP_PATIENCE)
  }

  abort(key: string) {
    this.#running.get(key)?.controller.abort()
  }

  abortAll() {
    for (const { controller } of this.#running.values()) controller.abort()
  }

  answerNow(key: string) {
    const running = this.#running.get(key)
    if (!running) return
    this.#parts.chats.changeTurn(running.key, { hurry: 'asked' })
    if (running.runId) void this.#hurry(running, running.runId)
  }

  /** To the reader this is one turn, however often the coach asks the page for something in between. */
  async #readAll(running: Running, connect: Connect) {
    let next: Connect | undefined = connect
    while (next) {
      running.runId = undefined
      const isWhole: boolean = await this.#read(running, next)
      if (!isWhole) await this.#reload(running, true)
      next = running.stopAsked ? undefined : this.#calls.next(running.key)
    }
  }

  async #read(running: Running, connect: Connect) {
    const { signal } = running.controller
    const { api, chats } = this.#parts
    const events = followRun(api(), () => connect(signal), {
      signal,
      onRun: (runId) => this.#nameRun(running, runId),
      onConnection: (state) => {
        if (running.stopAsked) return
        chats.changeTurn(running.key, { phase: state === 'lost' ? 'reconnecting' : 'answering' })
      },
    })
    for (;;) {
      const next = await events.next()
      if (next.done) return next.value
      this.#take(running, next.value)
    }
  }

  #nameRun(running: Running, runId: string) {
    running.runId = runId
    this.#knownRuns.add(runId)
    if (running.stopAsked) void this.#cancel(runId)
    else if (this.#parts.chats.get(running.key)?.turn?.hurry) void this.#hurry(running, runId)
  }

  #take(running: Running, event: ThreadStreamEvent) {
    const { chats, drafts } = this.#parts
    if (event.type === 'thread.created') this.#adopt(running, event.thread.id)
    if (isStoredQuestion(event)) drafts.release(chats.get(running.key)?.outgoing?.files ?? [])
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
    const isStored = !chat?.outgoing && !chat?.turn?.about
    running.isTakenOver = isTakenElsewhere(error)
    if (isStored || running.isTakenOver) await this.#reload(running)
    if (isStored && running.isTakenOver) return
    chats.change(running.key, (latest) => withFailure(latest, error))
  }

  /** Stopped before the server named the run: find out which one it is. */
  async #stopUnnamed({ key, runId }: Running) {
    if (runId || isNew(key)) return
    const run = await findRun(this.#parts.api(), key)
    if (run) await this.#cancel(run.id)
  }

  #end(running: Running) {
    const { chats, drafts } = this.#parts
    const { key, stopAsked } = running
    this.#running.delete(key)
    this.#endedAt.set(key, Date.now())
    const chat = chats.get(key)
    if (!chat) return
    if (chat.outgoing) drafts.putBack(key, chat.outgoing)
    chats.change(key, (latest) => ({
      ...latest,
      turn: undefined,
      outgoing: undefined,
      stopped: stopAsked,
    }))
    if (stopAsked) {
      this.#calls.giveUp(key)
      void this.#reload(running)
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

  async #cancel(runId: string) {
    await this.#parts
      .api()
      .cancelRun(runId)
      .catch(() => {})
  }

  async #hurry(running: Running, runId: string) {
    try {
      await this.#parts.api().answerNow(runId)
    } catch (error) {
      this.#parts.chats.changeTurn(running.key, { hurry: { problem: messageOf(error) } })
    }
  }
}
