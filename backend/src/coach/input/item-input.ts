/** From an item of a thread to what the model is given of it. */
import type { AgentInputItem } from '@openai/agents'
import { isInterruption } from '../../protocol/interruption.ts'
import type {
  AssistantMessageItem,
  ClientToolCallItem,
  GeneratedImageItem,
  StructuredInput,
  StructuredInputItem,
  Task,
  ThreadItem,
  WidgetItem,
} from '../../protocol/schemas.ts'
import { planForModel } from '../plan/plan-text.ts'
import { planOf } from '../plan/plan-widget.ts'
import { choicesForModel, choicesOf } from '../tools/choices.ts'
import { shortAnswer } from '../tools/creator-facts.ts'
import { asWords, block } from './block.ts'
import type { Pictures } from './pictures.ts'
import { type Along, userInput } from './user-input.ts'

/** Characters of what a tool of the page may bring; it can be of any size. */
const MOST_OUTPUT = 10_000

export function inputFrom(
  item: ThreadItem,
  along: Along,
  isLastMessage: boolean,
): AgentInputItem[] {
  switch (item.type) {
    case 'user_message':
      return userInput(item, along, isLastMessage)
    case 'assistant_message':
      return assistantInput(item)
    case 'client_tool_call':
      return toolInput(item)
    case 'widget':
      return [note(widgetText(item))]
    case 'structured_input':
      return [note(formText(item))]
    case 'generated_image':
      return imageInput(item, along.pictures)
    case 'task':
      // The hidden note before it says more.
      return isInterruption(item) ? [] : taskInput(item.task)
    case 'workflow':
      return item.workflow.tasks.flatMap(taskInput)
    case 'sdk_hidden_context':
    case 'hidden_context_item':
      return [note(hiddenText(item.content))]
    case 'end_of_turn':
      return []
  }
}

/** Everything that is no message of either side comes as the user's: never as the system's. */
const note = (content: string): AgentInputItem => ({ role: 'user', content })

function assistantInput({ content }: AssistantMessageItem): AgentInputItem[] {
  const parts = content.map(({ text }) => ({ type: 'output_text' as const, text }))
  return [{ role: 'assistant', status: 'completed', content: parts }]
}

/** A call that was given up has no result, and a call without one would be refused. */
function toolInput(item: ClientToolCallItem): AgentInputItem[] {
  if (item.status === 'pending') return []
  const call = { callId: item.call_id, name: item.name }
  const output = JSON.stringify(item.output ?? null).slice(0, MOST_OUTPUT)
  return [
    { type: 'function_call', ...call, arguments: JSON.stringify(item.arguments) },
    { type: 'function_call_result', ...call, status: 'completed', output },
  ]
}

/** A plan and choices are told in lines, without the layout around them. */
function widgetText({ id, widget }: WidgetItem): string {
  const plan = planOf(widget)
  if (plan) return planForModel(id, plan)
  const choices = choicesOf(widget)
  if (choices) return choicesForModel(id, choices)
  return `The user sees this widget (id: ${id}):\n${asWords(JSON.stringify(widget))}`
}

function formText({ status, inputs }: StructuredInputItem): string {
  const lines = inputs.map((input) => `${input.question}: ${answerText(input)}`)
  return block('StructuredInput', {}, `status: ${status}`, ...lines).text
}

function answerText({ answer }: StructuredInput): string {
  if (!answer) return '(unanswered)'
  return answer.skipped ? '(skipped)' : answer.values.map(shortAnswer).join(', ')
}

function imageInput({ id, image }: GeneratedImageItem, pictures: Pictures): AgentInputItem[] {
  if (!image) return []
  const text = 'This picture was drawn for the user.'
  const url = pictures.get(id)
  if (!url) return [note(text)]
  const content = [
    { type: 'input_text' as const, text },
    { type: 'input_image' as const, image: url },
  ]
  return [{ role: 'user', content }]
}

/** Thoughts and searches of an earlier turn are over. */
function taskInput(task: Task): AgentInputItem[] {
  if (task.type !== 'custom') return []
  const text = [task.title, task.content].filter(Boolean).join(': ')
  return text ? [note(block('Task', {}, 'This was done for the user:', text).text)] : []
}

function hiddenText(content: unknown): string {
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  return block('HiddenContext', {}, 'A note of the system. The user does not see it.', text).text
}
