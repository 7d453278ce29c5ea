/** One run of the agent: the model's events as ChatKit's, as they come, and those of our own tools. */
import {
  Agent,
  type AgentInputItem,
  type AgentOptions,
  OpenAIResponsesModel,
  Runner,
  setSensitiveDataLoggingEnabled,
} from '@openai/agents'
import type OpenAI from 'openai'
import type { ChatKitEvents } from '../events/chatkit-events.ts'
import type { Emit } from '../responder.ts'
import { NoAnswerError } from './failures.ts'
import { trippingAtOnce } from './guardrails.ts'
import { type OpenResponse, tapClient } from './model-stream.ts'
import { startStallTimer } from './stall-timer.ts'
import type { Tokens } from './usage.ts'

export type RunSettings = Omit<AgentOptions, 'name' | 'model'> & {
  /** What the tools are given with each call. */
  context?: unknown
}

export type AgentRun = {
  client: OpenAI
  open: OpenResponse
  model: string
  /** @param emit where the tools of this run put their events */
  settings(emit: Emit): RunSettings
  input: AgentInputItem[]
  events: ChatKitEvents
  emit: Emit
  signal: AbortSignal
  /** The longest silence of the model within an answer. */
  stallSeconds: number
  onUsage(tokens: Tokens): void
  /** Asked at the end: whether another process goes on with the same responses, and hears what they cost. */
  isHandedOver(): boolean
}

/** Bounds a turn whose model calls one function after the other. */
const MOST_REQUESTS = 10

// The exporter of traces posts to OpenAI, whatever server answers here.
const runner = new Runner({ tracingDisabled: true })
// Its own messages on the console quote the model, if the environment says so.
setSensitiveDataLoggingEnabled(false)

/** Ends with the run; throws at once when `signal` is aborted, and whatever the run throws. */
export async function runAgent(run: AgentRun): Promise<void> {
  run.signal.throwIfAborted()
  const { events } = run
  const silence = startStallTimer(run.stallSeconds)
  const forbidden = new AbortController()
  const signal = AbortSignal.any([run.signal, silence.signal, forbidden.signal])
  const emit: Emit = (batch) => {
    if (!signal.aborted) run.emit(batch)
  }

  let requests = 0
  const tapped = tapClient(run.client, {
    open: run.open,
    onRequest() {
      requests += 1
      // The SDK asks a model again that has written nothing; it would go on writing nothing.
      if (requests > 1 && !events.calledFunction) throw new NoAnswerError()
    },
    onEvents(modelEvents) {
      silence.reset()
      if (signal.aborted) return
      for (const event of modelEvents) run.emit(events.from(event))
    },
    onUsage: run.onUsage,
  })
  const { inputGuardrails = [], context, ...settings } = run.settings(emit)
  const agent = new Agent({
    ...settings,
    name: 'Coach',
    model: new OpenAIResponsesModel(tapped.client, run.model),
    inputGuardrails: inputGuardrails.map((guardrail) =>
      trippingAtOnce(guardrail, (error) => forbidden.abort(error)),
    ),
  })

  try {
    // The SDK may take its time to end an aborted run.
    await Promise.race([runToEnd(agent, run.input, { context, signal }), whenAborted(signal)])
  } catch (error) {
    // Returns whether any event was received.
    if (!(error instanceof NoAnswerError)) throw error
  } finally {
    silence.end()
    if (!run.isHandedOver()) tapped.end()
  }
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

async function runToEnd(
  agent: Agent,
  input: AgentInputItem[],
  { context, signal }: { context: unknown; signal: AbortSignal },
) {
  try {
    const run = await runner.run(agent, input, {
      stream: true,
      context,
      signal,
      maxTurns: MOST_REQUESTS,
      toolNotFoundBehavior: 'return_error_to_model',
    })
    await run.completed
  } finally {
    // An aborted run ends like any other, or with an error of its own; only the signal tells.
    signal.throwIfAborted()
  }
}
