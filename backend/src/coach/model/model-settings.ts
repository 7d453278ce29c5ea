/** How the model is asked: what it is to tell besides its words, and how hard it is to think. */
import { getDefaultModelSettings, type ModelSettings } from '@openai/agents'
import { APIError } from 'openai'
import type { OpenAIParts } from '../../openai/client.ts'

type Effort = NonNullable<ModelSettings['reasoning']>['effort']

/**
 * What belongs to a session stays here: the provider is asked to keep nothing, but for background
 * responses, and those no longer than their turn lasts.
 */
const store = false

export class ModelUse {
  readonly #include: string[]
  /** Other models, and other servers, refuse requests that speak of reasoning. */
  readonly #reasons: boolean
  readonly #lowestEffort: Effort | undefined
  #summaries = true

  constructor({ mode, store: { hosted } }: OpenAIParts, model: string) {
    this.#reasons = mode === 'openai' && isReasoningModel(model)
    this.#lowestEffort = lowestEffort(model)
    this.#include = [
      ...(hosted ? ['file_search_call.results'] : []),
      ...(mode === 'openai' ? ['web_search_call.action.sources'] : []),
      // With the result of a function, a reasoning model gets its own thoughts back.
      ...(this.#reasons ? ['reasoning.encrypted_content'] : []),
    ]
  }

  get usual(): ModelSettings {
    return {
      store,
      ...(this.#reasons && this.#summaries && { reasoning: { summary: 'auto' } }),
      providerData: { include: this.#include },
    }
  }

  /** For an answer at once, without tools. */
  get finishNow(): ModelSettings {
    const effort = this.#lowestEffort
    return { store, ...(this.#reasons && effort && { reasoning: { effort } }) }
  }

  /**
   * Whether it was the summaries of thoughts that were refused, as organisations get to hear which the
   * provider has not verified; from then on they are not asked for.
   */
  summariesRefused(error: unknown): boolean {
    const refused =
      this.#summaries && error instanceof APIError && error.param === 'reasoning.summary'
    if (refused) this.#summaries = false
    return refused
  }
}

/** The SDK has settings of its own for these models alone. */
const isReasoningModel = (model: string) => getDefaultModelSettings(model).text !== undefined

/** `undefined` where it is not known what the model takes. */
function lowestEffort(model: string): Effort | undefined {
  if (/^gpt-5(-mini|-nano)?(-\d{4}-\d{2}-\d{2})?$/.test(model)) return 'minimal'
  return getDefaultModelSettings(model).reasoning?.effort
}
