import { randomUUID } from 'node:crypto'
import { type ActionFunctionArgs, data } from '@remix-run/node'
import { ApiError, unreachable } from '~/api/api-error'
import type { Api } from '~/api/client'
import type { StreamRequest, ThreadStreamEvent } from '~/api/protocol'
import { readEvent } from '~/api/read-event'
import { failedAttempt, type Refusal } from '~/api/refusal'
import { readSse } from '~/api/sse'
import { failureOf, report } from '~/http/error-log'
import { withForm } from '~/http/forms/form-action.server'
import { ITEM_FIELD, isAnswer, type ReturnedFields, readSubmission } from '~/items/submission'
import { documentApi } from '~/session/document-api.server'
import { sessionOrDefault } from '~/session/hub-data'
import { redirectAfterForm } from '~/session/session.server'
import { describe } from '../attachments/upload-attachment'
import { formRequest, messageRequest } from '../turn/requests'

/** What could not be sent, so that the page can give it back. */
export type ReturnedMessage = {
  problem: Refusal
  text: string
  /** Of the form of questions that was filled in, field by field as it was sent. */
  form?: ReturnedForm
}

export type ReturnedForm = { itemId: string; fields: ReturnedFields }

/** How long the API may take to store a message. */
const STORE_LIMIT = 30_000

/** Of a character in UTF-8, at most. */
const CHARACTER_BYTES = 3
/** Names of fields, ids, and the answers to the coach's questions beside a message. */
const OTHER_FIELD_BYTES = 64 * 1024

type Answer = Response | ReturnType<typeof refuse>

/** Takes what a plain form sends, before hydration and without scripts: a message, or a form's answers. */
export async function sendFromForm(args: ActionFunctionArgs) {
  const api = await documentApi(args)
  const { limits } = await sessionOrDefault(api)
  const rules = {
    fieldBytes: CHARACTER_BYTES * limits.message_chars + OTHER_FIELD_BYTES,
    files: {
      field: 'files',
      count: limits.attachments_per_message,
      bytes: limits.attachment_bytes,
    },
  }
  return withForm<Answer>(
    args,
    rules,
    (form) => answerForm(args, api, form),
    ({ status, refusal, form }) => refuse(status, refusal, form),
  )
}

async function answerForm(args: ActionFunctionArgs, api: Api, form: FormData) {
  const announced: string[] = []
  try {
    const request = await readRequest(api, args.params.threadId, form, announced)
    if (!request) return refuse(400, { message: 'Write a message first.' }, form)
    const threadId = await send(api, request)
    return await redirectAfterForm(args, `/chat/${threadId}#latest`)
  } catch (error) {
    takeBack(api, announced)
    if (!(error instanceof ApiError)) report(args.context, failureOf(error))
    const { problem, status } = failedAttempt(error)
    return refuse(status, problem, form)
  }
}

/** @param announced receives the ids of the created attachments */
async function readRequest(
  api: Api,
  threadId: string | undefined,
  form: FormData,
  announced: string[],
) {
  const itemId = form.get(ITEM_FIELD)
  if (threadId && typeof itemId === 'string') {
    return formRequest(threadId, itemId, readSubmission(form))
  }
  const files = filesIn(form)
  const text = textIn(form)
  if (!text && files.length === 0) return undefined
  const attached = await Promise.allSettled(files.map((file) => attach(api, file, announced)))
  const attachmentIds = attached.map((result) => {
    if (result.status === 'rejected') throw result.reason
    return result.value
  })
  return messageRequest(threadId, { text, attachmentIds })
}

/** Created attachments use storage and cannot be sent any more: the files have to be chosen again. */
function takeBack(api: Api, announced: string[]) {
  for (const id of announced) {
    void api.chatkit('attachments.delete', { attachment_id: id }).catch(() => {})
  }
}

const textIn = (form: FormData) => String(form.get('message') ?? '').trim()

const filesIn = (form: FormData) => form.getAll('files').filter(isChosenFile)

/** What was written comes back. A browser does not restore file inputs, so the message asks for them again. */
function refuse(status: number, { message, wait }: Refusal, form: FormData) {
  const problem = filesIn(form).length > 0 ? `${message} ${CHOOSE_AGAIN}` : message
  const returned = { problem: { message: problem, wait }, text: textIn(form), form: formIn(form) }
  return data<ReturnedMessage>(returned, { status })
}

const CHOOSE_AGAIN = 'Choose the files again before you send it.'

function formIn(form: FormData): ReturnedForm | undefined {
  const itemId = form.get(ITEM_FIELD)
  if (typeof itemId !== 'string') return undefined
  const fields = [...form].flatMap(
    ([name, value]): ReturnedFields =>
      isAnswer(name) && typeof value === 'string' ? [[name, value]] : [],
  )
  return { itemId, fields }
}

function isChosenFile(entry: FormDataEntryValue): entry is File {
  return entry instanceof File && entry.size > 0
}

async function attach(api: Api, file: File, announced: string[]) {
  const { id, upload_descriptor } = await api.chatkit('attachments.create', describe(file))
  announced.push(id)
  if (upload_descriptor) await api.sendAttachment(upload_descriptor, file)
  return id
}

/** @returns the thread, as soon as the message is stored: its page follows the answer */
async function send(api: Api, request: StreamRequest) {
  const { body } = await api.stream(request, randomUUID())
  if (!body) throw new ApiError(502, 'no_answer', 'The coach did not answer. Please try again.')
  const deadline = Date.now() + STORE_LIMIT
  try {
    for await (const { data: json } of readSse(body, STORE_LIMIT)) {
      const event = readEvent(json)
      const threadId = event && threadOfStored(event)
      if (threadId) return threadId
      if (Date.now() > deadline) break
    }
  } catch (error) {
    throw error instanceof ApiError ? error : unreachable(error)
  }
  throw new ApiError(502, 'no_answer', 'The coach did not answer. Please try again.')
}

/** Of the event that says that what was sent has been stored. */
function threadOfStored(event: ThreadStreamEvent) {
  switch (event.type) {
    case 'thread.item.done':
      return event.item.type === 'user_message' ? event.item.thread_id : undefined
    case 'thread.item.replaced':
      return event.item.type === 'structured_input' ? event.item.thread_id : undefined
    default:
      return undefined
  }
}
