import { randomUUID } from 'node:crypto'
import { type ActionFunctionArgs, data } from '@remix-run/node'
import { ApiError, errorFromResponse, messageOf } from '~/api/api-error'
import type { Api } from '~/api/client'
import type { Attachment, StreamRequest, ThreadStreamEvent } from '~/api/protocol'
import { documentApi } from '~/session/document-api.server'
import { redirectAfterForm } from '~/session/session.server'
import { ITEM_FIELD, readSubmission } from './items/submission'
import { readSse } from './sse'
import { formRequest, messageRequest } from './turn-requests'
import { describe } from './upload-attachment'

/** What could not be sent, so that the page can give it back. */
export type ReturnedMessage = { problem: string; text: string }

/** How long a page without scripts may wait for the whole answer. */
const ANSWER_LIMIT = 120_000

/** Takes what a plain form sends, before the page has come alive and without scripts: a message, or a form's answers. */
export async function sendFromForm(args: ActionFunctionArgs) {
  const form = await args.request.formData()
  const text = String(form.get('message') ?? '').trim()
  try {
    const api = await documentApi(args)
    const request = await readRequest(api, args.params.threadId, form, text)
    if (!request) return refuse(400, 'Write a message first.', text)
    const threadId = await send(api, request, form.has('without-scripts'))
    return await redirectAfterForm(args, `/chat/${threadId}#latest`)
  } catch (error) {
    const status = error instanceof ApiError && error.status ? error.status : 503
    if (!(error instanceof ApiError)) console.error(error)
    return refuse(status, messageOf(error), text)
  }
}

async function readRequest(api: Api, threadId: string | undefined, form: FormData, text: string) {
  const itemId = form.get(ITEM_FIELD)
  if (threadId && typeof itemId === 'string') {
    return formRequest(threadId, itemId, readSubmission(form))
  }
  const files = form.getAll('files').filter(isChosenFile)
  if (!text && files.length === 0) return undefined
  const attachments = await Promise.all(files.map((file) => attach(api, file)))
  return messageRequest(threadId, { text, attachmentIds: attachments.map(({ id }) => id) })
}

function refuse(status: number, problem: string, text: string) {
  return data<ReturnedMessage>({ problem, text }, { status })
}

function isChosenFile(entry: FormDataEntryValue): entry is File {
  return entry instanceof File && entry.size > 0
}

async function attach(api: Api, file: File): Promise<Attachment> {
  const attachment = await api.chatkit('attachments.create', describe(file))
  const target = attachment.upload_descriptor
  if (!target) return attachment
  const { url, method, headers } = target
  const response = await fetch(url, { method, headers, body: file })
  if (!response.ok) throw await errorFromResponse(response)
  return attachment
}

/**
 * Answers as soon as the message is stored, since the page follows the answer by itself; a reader without scripts gets
 * the whole answer.
 */
async function send(api: Api, request: StreamRequest, waitForAnswer: boolean) {
  const { body } = await api.stream(request, randomUUID())
  if (!body) throw new ApiError(502, 'no_answer', 'The coach did not answer. Please try again.')
  const patience = Date.now() + ANSWER_LIMIT
  let threadId: string | undefined
  for await (const { data: json } of readSse(body, ANSWER_LIMIT)) {
    const event: ThreadStreamEvent = JSON.parse(json)
    threadId ??= threadOfStored(event)
    if (threadId && !waitForAnswer) break
    if (Date.now() > patience) break
  }
  if (!threadId) throw new ApiError(502, 'no_answer', 'The coach did not answer. Please try again.')
  return threadId
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
