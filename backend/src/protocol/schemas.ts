/**
 * The ChatKit custom-backend protocol: the one source of its types and of what a request is checked
 * against. Wire names keep their wire spelling. Unknown keys are ignored at every level.
 */
import { z } from 'zod'
import { id, json, jsonObject, listOf, recordOf, text } from './bounded.ts'
import {
  LONGEST_ACTION_PAYLOAD,
  LONGEST_ANSWER,
  LONGEST_FILE_NAME,
  LONGEST_METADATA,
  LONGEST_MIME_TYPE,
  LONGEST_NAME,
  LONGEST_QUOTATION,
  LONGEST_TAG_DATA,
  LONGEST_TITLE,
  LONGEST_TOOL_RESULT,
  MOST_ANSWER_VALUES,
  MOST_ANSWERS,
  MOST_ATTACHMENTS,
  MOST_CONTENT_PARTS,
  MOST_RATED_ITEMS,
} from './bounds.ts'

// ── Shared pieces ────────────────────────────────────────────────────────────

const fileSource = z.object({
  type: z.literal('file'),
  title: z.string(),
  filename: z.string(),
  description: z.string().optional(),
  timestamp: z.string().optional(),
  group: z.string().optional(),
})

const urlSource = z.object({
  type: z.literal('url'),
  title: z.string(),
  url: z.string(),
  attribution: z.string().optional(),
  description: z.string().optional(),
  timestamp: z.string().optional(),
  group: z.string().optional(),
})

const entitySource = z.object({
  type: z.literal('entity'),
  title: z.string(),
  id: z.string(),
  icon: z.string().optional(),
  label: z.string().optional(),
  inline_label: z.string().optional(),
  interactive: z.boolean().default(false),
  data: z.record(z.string(), z.unknown()).default({}),
  description: z.string().optional(),
  timestamp: z.string().optional(),
  group: z.string().optional(),
})

const source = z.discriminatedUnion('type', [fileSource, urlSource, entitySource])

/** `index` is a position, in UTF-16 units, in the text of the content part it belongs to. */
const annotation = z.object({
  type: z.literal('annotation'),
  source,
  index: z.number().int().optional(),
  /** Not of the protocol: where the words stand that `description` of a file source quotes. */
  passage: z
    .object({
      file_id: z.string().optional(),
      heading: z.string().optional(),
      page: z.number().int().optional(),
      score: z.number().optional(),
    })
    .optional(),
})

const assistantContent = z.object({
  type: z.literal('output_text'),
  text: z.string(),
  annotations: z.array(annotation),
})

const userContent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('input_text'), text: z.string() }),
  z.object({
    type: z.literal('input_tag'),
    id,
    text: z.string(),
    data: jsonObject(LONGEST_TAG_DATA).default({}),
    group: text(LONGEST_NAME)
      .nullish()
      .transform((group) => group ?? undefined),
    interactive: z.boolean().default(false),
  }),
])

const inferenceOptions = z.object({
  tool_choice: z.object({ id }).nullish(),
  model: text(LONGEST_NAME).nullish(),
})

const uploadDescriptor = z.object({
  url: z.string(),
  method: z.enum(['POST', 'PUT']),
  headers: z.record(z.string(), z.string()),
})

const attachmentFields = {
  id: z.string(),
  name: z.string(),
  mime_type: z.string(),
  upload_descriptor: uploadDescriptor.optional(),
  thread_id: z.string().optional(),
}

const attachment = z.discriminatedUnion('type', [
  z.object({ ...attachmentFields, type: z.literal('file') }),
  z.object({ ...attachmentFields, type: z.literal('image'), preview_url: z.string() }),
])

// ── Thread items ─────────────────────────────────────────────────────────────

const itemFields = { id: z.string(), thread_id: z.string(), created_at: z.string() }
const statusIndicator = z.enum(['none', 'loading', 'complete']).default('none')

const task = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('custom'),
    title: z.string().optional(),
    icon: z.string().optional(),
    content: z.string().optional(),
    status_indicator: statusIndicator,
  }),
  z.object({
    type: z.literal('web_search'),
    title: z.string().optional(),
    title_query: z.string().optional(),
    queries: z.array(z.string()),
    sources: z.array(urlSource),
    status_indicator: statusIndicator,
  }),
  z.object({
    type: z.literal('thought'),
    title: z.string().optional(),
    content: z.string(),
    status_indicator: statusIndicator,
  }),
  z.object({
    type: z.literal('file'),
    title: z.string().optional(),
    sources: z.array(fileSource),
    status_indicator: statusIndicator,
  }),
  z.object({
    type: z.literal('image'),
    title: z.string().optional(),
    status_indicator: statusIndicator,
  }),
])

const workflow = z.object({
  type: z.enum(['custom', 'reasoning']),
  tasks: z.array(task),
  summary: z
    .union([
      z.object({ title: z.string(), icon: z.string().optional() }),
      z.object({ duration: z.number().int() }),
    ])
    .optional(),
  expanded: z.boolean().default(false),
})

const inputAnswer = z.object({ values: z.array(z.string()), skipped: z.boolean() })

const structuredInput = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('multiple_choice'),
    id: z.string(),
    question: z.string(),
    options: z.array(z.object({ value: z.string() })),
    multiple: z.boolean().default(false),
    answer: inputAnswer.optional(),
  }),
  z.object({
    type: z.literal('freeform'),
    id: z.string(),
    question: z.string(),
    description: z.string().optional(),
    answer: inputAnswer.optional(),
  }),
])

/** A widget is passed through as it is: JSON with a known root. */
const widgetRoot = z.looseObject({ type: z.enum(['Card', 'ListView', 'Basic']) })

const userMessageItem = z.object({
  ...itemFields,
  type: z.literal('user_message'),
  content: z.array(userContent),
  attachments: z.array(attachment),
  quoted_text: z.string().optional(),
  inference_options: inferenceOptions,
})

const assistantMessageItem = z.object({
  ...itemFields,
  type: z.literal('assistant_message'),
  content: z.array(assistantContent),
})

const visibleItem = z.discriminatedUnion('type', [
  userMessageItem,
  assistantMessageItem,
  z.object({
    ...itemFields,
    type: z.literal('client_tool_call'),
    status: z.enum(['pending', 'completed']),
    call_id: z.string(),
    name: z.string(),
    arguments: z.record(z.string(), z.unknown()),
    output: z.unknown().optional(),
  }),
  z.object({
    ...itemFields,
    type: z.literal('widget'),
    widget: widgetRoot,
    copy_text: z.string().optional(),
  }),
  z.object({
    ...itemFields,
    type: z.literal('generated_image'),
    image: z.object({ id: z.string(), url: z.string() }).optional(),
  }),
  z.object({
    ...itemFields,
    type: z.literal('structured_input'),
    status: z.enum(['pending', 'answered', 'skipped']),
    inputs: z.array(structuredInput),
  }),
  z.object({ ...itemFields, type: z.literal('task'), task }),
  z.object({ ...itemFields, type: z.literal('workflow'), workflow }),
  z.object({ ...itemFields, type: z.literal('end_of_turn') }),
])

/** Never sent to a client: the application's notes, and the server's own (the cancel marker). */
const hiddenItem = z.discriminatedUnion('type', [
  z.object({ ...itemFields, type: z.literal('hidden_context_item'), content: z.unknown() }),
  z.object({ ...itemFields, type: z.literal('sdk_hidden_context'), content: z.string() }),
])

// ── Threads, pages, events ───────────────────────────────────────────────────

const threadStatus = z.discriminatedUnion('type', [
  z.object({ type: z.literal('active') }),
  z.object({ type: z.literal('locked'), reason: z.string().optional() }),
  z.object({ type: z.literal('closed'), reason: z.string().optional() }),
])

const itemUpdate = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('assistant_message.content_part.added'),
    content_index: z.number().int(),
    content: assistantContent,
  }),
  z.object({
    type: z.literal('assistant_message.content_part.text_delta'),
    content_index: z.number().int(),
    delta: z.string(),
  }),
  z.object({
    type: z.literal('assistant_message.content_part.annotation_added'),
    content_index: z.number().int(),
    annotation_index: z.number().int(),
    annotation,
  }),
  z.object({
    type: z.literal('assistant_message.content_part.done'),
    content_index: z.number().int(),
    content: assistantContent,
  }),
  z.object({ type: z.literal('workflow.task.added'), task_index: z.number().int(), task }),
  z.object({ type: z.literal('workflow.task.updated'), task_index: z.number().int(), task }),
  z.object({
    type: z.literal('generated_image.updated'),
    image: z.object({ id: z.string(), url: z.string() }),
    progress: z.number().optional(),
  }),
  z.object({ type: z.literal('widget.root.updated'), widget: widgetRoot }),
  z.object({
    type: z.literal('widget.component.updated'),
    component_id: z.string(),
    component: z.looseObject({ type: z.string() }),
  }),
  z.object({
    type: z.literal('widget.streaming_text.value_delta'),
    component_id: z.string(),
    delta: z.string(),
    done: z.boolean(),
  }),
])

export type FileSource = z.infer<typeof fileSource>
export type UrlSource = z.infer<typeof urlSource>
export type Source = z.infer<typeof source>
export type Annotation = z.infer<typeof annotation>
export type AssistantContent = z.infer<typeof assistantContent>
export type UserContent = z.infer<typeof userContent>
export type Attachment = z.infer<typeof attachment>
export type UploadDescriptor = z.infer<typeof uploadDescriptor>
export type UserMessageItem = z.infer<typeof userMessageItem>
export type AssistantMessageItem = z.infer<typeof assistantMessageItem>
type ItemOf<T> = Extract<z.infer<typeof visibleItem>, { type: T }>
export type WorkflowItem = ItemOf<'workflow'>
export type WidgetItem = ItemOf<'widget'>
export type StructuredInputItem = ItemOf<'structured_input'>
export type ClientToolCallItem = ItemOf<'client_tool_call'>
export type GeneratedImageItem = ItemOf<'generated_image'>
export type Task = z.infer<typeof task>
export type Workflow = z.infer<typeof workflow>
/** A question of a structured input, with its answer once there is one. */
export type StructuredInput = z.infer<typeof structuredInput>
export type WidgetRoot = z.infer<typeof widgetRoot>
export type HiddenItem = z.infer<typeof hiddenItem>
/** What a thread holds, hidden items included. */
export type ThreadItem = z.infer<typeof visibleItem> | HiddenItem
/** What a client may see of it. */
export type VisibleItem = z.infer<typeof visibleItem>
export type ThreadStatus = z.infer<typeof threadStatus>
export type ItemUpdate = z.infer<typeof itemUpdate>

/** A page, oldest or newest first. `after` is the last row's id while `has_more`, and absent otherwise. */
export type Page<T> = { data: T[]; has_more: boolean; after?: string }

/** A thread on the wire. `metadata` is always `{}` there; `items` is empty except in `threads.get_by_id`. */
export type Thread = {
  id: string
  title?: string
  created_at: string
  status: ThreadStatus
  allowed_image_domains?: string[]
  metadata: Record<string, never>
  items: Page<VisibleItem>
}

export type ErrorEvent = {
  type: 'error'
  code: string
  message?: string
  allow_retry: boolean
}

/** Told to the reader, and not stored. `message` is Markdown. */
export type NoticeEvent = {
  type: 'notice'
  level: 'info' | 'warning' | 'danger'
  message: string
  title?: string
}

export type ThreadStreamEvent =
  | { type: 'thread.created' | 'thread.updated'; thread: Thread }
  | {
      type: 'thread.item.added' | 'thread.item.done' | 'thread.item.replaced'
      item: VisibleItem
    }
  | { type: 'thread.item.updated'; item_id: string; update: ItemUpdate }
  | { type: 'thread.item.removed'; item_id: string }
  | { type: 'stream_options'; stream_options: { allow_cancel: boolean } }
  | { type: 'progress_update'; text: string; icon?: string }
  | { type: 'client_effect'; name: string; data: Record<string, unknown> }
  | NoticeEvent
  | ErrorEvent

// ── Requests ─────────────────────────────────────────────────────────────────

const DEFAULT_PAGE = 20
const LARGEST_PAGE = 100

/** Missing, null and 0 mean the default; anything else is clamped, never refused. */
const limit = z.coerce
  .number()
  .nullish()
  .transform((n) => (n ? Math.min(Math.max(Math.trunc(n), 1), LARGEST_PAGE) : DEFAULT_PAGE))

const paging = {
  limit,
  order: z
    .enum(['asc', 'desc'])
    .nullish()
    .transform((order) => order ?? 'desc'),
  after: id.nullish().transform((after) => after ?? undefined),
}

const userMessageInput = z.object({
  content: listOf(userContent, MOST_CONTENT_PARTS),
  attachments: listOf(id, MOST_ATTACHMENTS),
  quoted_text: text(LONGEST_QUOTATION).nullish(),
  inference_options: inferenceOptions,
})

/** What somebody did with a widget. The payload comes from outside: check it before use. */
const action = z.object({
  type: text(LONGEST_NAME).min(1),
  payload: json(LONGEST_ACTION_PAYLOAD).optional(),
})
const actionParams = { thread_id: id, item_id: id.nullish(), action }

/** Any JSON, null too; but it has to be there. */
const toolResult = json(LONGEST_TOOL_RESULT).refine((value) => value !== undefined, {
  error: 'is missing',
})

const structuredInputSubmission = z.object({
  status: z.enum(['answered', 'skipped']).default('answered'),
  /** By the id of the question. */
  answers: recordOf(
    z.object({
      values: listOf(text(LONGEST_ANSWER), MOST_ANSWER_VALUES).nullish(),
      skipped: z.boolean().nullish(),
    }),
    MOST_ANSWERS,
  ).default({}),
})

const metadata = jsonObject(LONGEST_METADATA).default({})
const request = <T extends string, P extends z.ZodRawShape>(type: T, params: P) =>
  z.object({ type: z.literal(type), params: z.object(params), metadata })

export const chatKitRequest = z.discriminatedUnion('type', [
  request('threads.create', { input: userMessageInput }),
  request('threads.add_user_message', { thread_id: id, input: userMessageInput }),
  request('threads.add_client_tool_output', { thread_id: id, result: toolResult }),
  request('threads.add_structured_input', {
    thread_id: id,
    item_id: id,
    input: structuredInputSubmission,
  }),
  request('threads.retry_after_item', { thread_id: id, item_id: id }),
  request('threads.custom_action', actionParams),
  request('threads.sync_custom_action', actionParams),
  request('threads.get_by_id', { thread_id: id }),
  request('threads.list', paging),
  request('threads.update', { thread_id: id, title: text(LONGEST_TITLE) }),
  request('threads.delete', { thread_id: id }),
  request('items.list', { thread_id: id, ...paging }),
  request('items.feedback', {
    thread_id: id,
    item_ids: listOf(id, MOST_RATED_ITEMS),
    kind: z.enum(['positive', 'negative']),
  }),
  request('attachments.create', {
    name: text(LONGEST_FILE_NAME).min(1),
    size: z.coerce.number().int().nonnegative(),
    mime_type: text(LONGEST_MIME_TYPE),
  }),
  request('attachments.delete', { attachment_id: id }),
  request('input.transcribe', {
    audio_base64: z.base64().min(1),
    mime_type: text(LONGEST_MIME_TYPE),
  }),
])

export type ChatKitRequest = z.infer<typeof chatKitRequest>
/** A request as a client writes it, before defaults are filled in. */
export type ChatKitRequestBody = z.input<typeof chatKitRequest>

type StreamingType =
  | 'threads.create'
  | 'threads.add_user_message'
  | 'threads.add_client_tool_output'
  | 'threads.add_structured_input'
  | 'threads.retry_after_item'
  | 'threads.custom_action'

/** Answered with Server-Sent Events; every other request is answered with JSON. */
export type StreamingRequest = Extract<ChatKitRequest, { type: StreamingType }>
export type StreamingRequestBody = Extract<ChatKitRequestBody, { type: StreamingType }>
export type JsonRequest = Exclude<ChatKitRequest, StreamingRequest>
export type Params<T extends ChatKitRequest['type']> = Extract<
  ChatKitRequest,
  { type: T }
>['params']

/** What each request that is no stream is answered with. */
export type JsonResponses = {
  'threads.get_by_id': Thread
  'threads.list': Page<Thread>
  'threads.update': Thread
  'threads.delete': Record<string, never>
  'threads.sync_custom_action': { updated_item?: VisibleItem }
  'items.list': Page<VisibleItem>
  'items.feedback': Record<string, never>
  'attachments.create': Attachment
  'attachments.delete': Record<string, never>
  'input.transcribe': { text: string }
}

export type UserMessageInput = z.infer<typeof userMessageInput>
export type Action = z.infer<typeof action>
export type StructuredInputSubmission = z.infer<typeof structuredInputSubmission>
export type Feedback = 'positive' | 'negative'
export type Paging = { limit: number; order: 'asc' | 'desc'; after?: string }
