/** The model's thoughts, or its summaries of them, as tasks of a workflow. */
import type OpenAI from 'openai'
import type { Task } from '../../protocol/schemas.ts'
import type { OpenWorkflow, ShowTask } from './workflow.ts'

type ReasoningItem = OpenAI.Responses.ResponseReasoningItem
type Thought = { content: string; shown: number; show: ShowTask; isDone: boolean }

/** Each time a thought is shown, the whole of it is sent: steps that grow with it keep the sum in proportion. */
const STEP = 1 / 50

export class ReasoningSummaries {
  readonly #workflow: OpenWorkflow
  /** By the model's id of the item and its part. */
  readonly #thoughts = new Map<string, Thought>()

  constructor(workflow: OpenWorkflow) {
    this.#workflow = workflow
  }

  delta(itemId: string, part: number | string, delta: string): void {
    const thought = this.#thoughts.get(keyOf(itemId, part))
    if (!thought) {
      this.#begin(itemId, part, delta, 'loading')
    } else {
      thought.content += delta
      const { length } = thought.content
      if (length - thought.shown < length * STEP) return
      thought.shown = length
      thought.show(taskOf(thought.content, 'loading'))
    }
  }

  done(itemId: string, part: number | string, content: string): void {
    const thought = this.#thoughts.get(keyOf(itemId, part))
    if (thought?.isDone || !content.trim()) return
    if (thought) {
      thought.content = content
      thought.isDone = true
      thought.show(taskOf(content, 'complete'))
    } else {
      this.#begin(itemId, part, content, 'complete')
    }
  }

  /** Some servers send them whole. */
  itemDone({ id, summary, content }: ReasoningItem): void {
    for (const [index, { text }] of (summary ?? []).entries()) this.done(id, index, text)
    for (const [index, { text }] of (content ?? []).entries())
      this.done(id, `content-${index}`, text)
  }

  get texts(): string[] {
    return [...this.#thoughts.values()].map(({ content }) => content)
  }

  #begin(
    itemId: string,
    part: number | string,
    content: string,
    status: 'loading' | 'complete',
  ): void {
    this.#workflow.beginReasoning()
    const show = this.#workflow.add(taskOf(content, status))
    const isDone = status === 'complete'
    this.#thoughts.set(keyOf(itemId, part), { content, shown: content.length, show, isDone })
  }
}

const keyOf = (itemId: string, part: number | string) => `${itemId}:${part}`

const taskOf = (content: string, status_indicator: 'loading' | 'complete'): Task => ({
  type: 'thought',
  content,
  status_indicator,
})
