/** The coach: one agent over one way to the model, and one turn of it as ChatKit events. */
import { readFileSync } from 'node:fs'
import {
  Agent,
  type AgentInputItem,
  fileSearchTool,
  getDefaultModel,
  OpenAIResponsesModel,
  Runner,
  type Tool,
  webSearchTool,
} from '@openai/agents'
import type { ResponderEvent } from '../chatkit/bookkeeping.ts'
import type { Responder, Responding, Turn } from '../chatkit/responder.ts'
import type { UserMessageItem } from '../chatkit/schemas.ts'
import type { Library } from '../library/library.ts'
import type { OpenAIParts } from '../openai/client.ts'
import { ChatKitEvents, type Ending, stage } from './chatkit-events.ts'
import { EventQueue } from './event-queue.ts'
import { NoAnswerError, StalledError, streamErrorFrom } from './failures.ts'
import { librarySearch } from './library-search.ts'
import { modelInput } from './model-input.ts'
import { tapClient } from './model-intake.ts'
import { betterTitle, firstTitle } from './titles.ts'

const instructions = readFileSync(new URL('instructions.md', import.meta.url), 'utf8')

export type CoachOptions = {
  openai: OpenAIParts
  library: Library
  /** Hears of what failed without the reader having to know. */
  onError(error: unknown): void
  /** The longest silence of the model within an answer. @default 90 s */
  stallSeconds?: number
  /** The longest that an answer waits for its thread's title. @default 8 s */
  titleSeconds?: number
}

export type Coach = Responder & { readonly model: string; usualSeconds(): Record<string, number> }

export function createCoach(options: CoachOptions): Coach {
  const { openai, library, onError, stallSeconds = 90, titleSeconds = 8 } = options
  const model = openai.model ?? getDefaultModel()
  // The exporter of traces posts to OpenAI, whatever server answers here.
  const runner = new Runner({ tracingDisabled: true })

  // Searches that the server makes by itself are part of one response. Another one is asked for only
  // when the model has said nothing, and that would go on.
  const maxTurns = openai.store.hosted ? 1 : 10

  // What belongs to a session stays here: the provider is asked to keep nothing. A reasoning model that
  // calls a function gets its own thoughts back with the result.
  const resendsThoughts = openai.mode === 'openai' && !openai.store.hosted
  const modelSettings = {
    store: false,
    ...(resendsThoughts && { providerData: { include: ['reasoning.encrypted_content'] } }),
  }

  async function runToEnd(agent: Agent, input: AgentInputItem[], signal: AbortSignal) {
    try {
      const run = await runner.run(agent, input, { stream: true, signal, maxTurns })
      await run.completed
    } finally {
      // An aborted run ends like any other, or with an error of its own; only the signal tells.
      signal.throwIfAborted()
    }
  }

  async function* answer(turn: Turn): Responding {
    yield* waitForFiles(turn, library)
    yield { type: 'progress_update', text: stage.thinking }

    const search = openai.store.hosted
      ? hostedSearch(openai, library, turn.session)
      : librarySearch(openai.store, library, turn.session)
    const tools = openai.mode === 'compatible' ? [search.tool] : [search.tool, webSearchTool()]
    const events = new ChatKitEvents(turn.thread.id, search.filesBehind)
    const queue = new EventQueue<ResponderEvent>()
    const silence = watchSilence(stallSeconds)
    const client = tapClient(openai.client, (modelEvents) => {
      silence.heard()
      for (const event of modelEvents) queue.push(events.from(event))
    })
    const agent = new Agent({
      name: 'Coach',
      model: new OpenAIResponsesModel(client, model),
      instructions,
      tools,
      modelSettings,
    })
    const input = await modelInput(turn.memory, turn.thread.id)
    const signal = AbortSignal.any([turn.signal, silence.signal])

    try {
      runToEnd(agent, input, signal).then(
        () => queue.end(),
        (error) => queue.fail(error),
      )
      yield* queue
      if (!events.hasText) throw new NoAnswerError()
    } catch (error) {
      if (turn.signal.aborted) throw error
      // The SDK throws for these two, but the reader has an answer that ends cleanly.
      const ended = events.refused || (events.ending?.type === 'incomplete' && events.hasText)
      if (!ended) throw streamErrorFrom(error, events.ending)
      yield events.finish()
      if (events.ending) yield cutShort(events.ending)
    } finally {
      silence.end()
    }
  }

  /** Names a new thread: after its first words at once, then better. `named` never rejects. */
  function nameThread({ thread, signal: stop }: Turn, userMessage: UserMessageItem) {
    const leave = new AbortController()
    const signal = AbortSignal.any([stop, leave.signal])
    const limits = { signal, timeout: titleSeconds * 1000 }
    thread.title = firstTitle(userMessage)
    const named = betterTitle({ client: openai.client, model }, userMessage, limits).then(
      (better) => {
        if (better) thread.title = better
      },
      (error) => {
        if (!signal.aborted) onError(error)
      },
    )
    return { named, abandon: () => leave.abort() }
  }

  return {
    model,
    usualSeconds: () => ({}),
    async *respond(turn) {
      const { thread, userMessage } = turn
      if (thread.title !== undefined || !userMessage) return yield* answer(turn)
      const { named, abandon } = nameThread(turn, userMessage)
      try {
        yield* answer(turn)
        // Awaited, since nobody hears of a title that comes after the stream; it has a time limit.
        await named
      } finally {
        abandon()
      }
    },
  }
}

function hostedSearch({ store }: OpenAIParts, library: Library, session: string) {
  const search: Tool = fileSearchTool([store.id], {
    filters: library.filterFor(session),
    maxNumResults: 8,
  })
  return { tool: search, filesBehind: () => [] }
}

/** Documents of this message must be indexed before the model can find them. */
async function* waitForFiles(
  { session, userMessage, memory, signal }: Turn,
  library: Library,
): Responding {
  if (!userMessage) return
  const fileIds: string[] = []
  for (const { id } of userMessage.attachments) {
    const fileId = (await memory.loadAttachment(id))?.fileId
    if (fileId) fileIds.push(fileId)
  }
  if (fileIds.length === 0) return
  const names = userMessage.attachments.map(({ name }) => name).join(', ')
  yield { type: 'progress_update', text: `Reading ${names}` }
  for (const { filename, status, error } of await library.settled(session, fileIds, signal)) {
    if (status === 'failed') {
      const message = `“${filename}” could not be read: ${error}`
      yield { type: 'notice', level: 'warning', message }
    }
  }
}

function cutShort(ending: Ending): ResponderEvent {
  const filtered = ending.type === 'incomplete' && ending.reason === 'content_filter'
  const message = filtered
    ? 'The model’s provider stopped this answer as unsafe.'
    : 'The answer reached the longest length there is. Ask for the rest to read on.'
  return { type: 'notice', level: 'warning', message }
}

/** Aborts when the model has been silent for too long. */
function watchSilence(seconds: number) {
  const controller = new AbortController()
  let heardAt = Date.now()
  const timer = setInterval(
    () => {
      if (Date.now() - heardAt > seconds * 1000) controller.abort(new StalledError(seconds))
    },
    Math.min(seconds * 250, 5_000),
  )
  return {
    signal: controller.signal,
    heard() {
      heardAt = Date.now()
    },
    end: () => clearInterval(timer),
  }
}
