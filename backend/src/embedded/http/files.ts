import type { FileDeleted, FileObject } from 'openai/resources/files'
import { z } from 'zod'
import { isPlaybook } from '../library.ts'
import type { Files, StoredFile } from '../storage/files.ts'
import { invalid, notFound, readOnly } from './faults.ts'
import { newId, secondsNow } from './ids.ts'
import { type Page, paginate } from './paging.ts'
import type { Routes } from './routing.ts'

const purposes = z.enum(['assistants', 'batch', 'fine-tune', 'vision', 'user_data', 'evals'])

export function fileRoutes(files: Files): Routes {
  return {
    'POST /files': ({ form }) => upload(files, form()),
    'GET /files': ({ query }) => list(files, query),
    'GET /files/:id': ({ params }) => toFileObject(find(files, params.id)),
    'GET /files/:id/content': ({ params }) => download(files, params.id),
    'DELETE /files/:id': ({ params }) => remove(files, params.id),
  }
}

async function upload(files: Files, form: FormData): Promise<FileObject> {
  const file = form.get('file')
  if (!(file instanceof File)) throw invalid('Send the file in the field "file".', 'file')
  const purpose = purposes.safeParse(form.get('purpose'))
  if (!purpose.success) throw invalid(`purpose must be one of ${purposes.options}.`, 'purpose')
  const stored: StoredFile = {
    id: newId('file-'),
    filename: file.name,
    bytes: file.size,
    purpose: purpose.data,
    createdAt: secondsNow(),
  }
  await files.addFile(stored, file.stream())
  return toFileObject(stored)
}

function list(files: Files, query: URLSearchParams): Page<FileObject> {
  const purpose = query.get('purpose')
  const listed = files.listFiles().filter((file) => !purpose || file.purpose === purpose)
  return paginate(listed.map(toFileObject), query)
}

async function download(files: Files, id = ''): Promise<Response> {
  const content = await files.fileContent(find(files, id).id)
  return new Response(content, { headers: { 'content-type': 'application/octet-stream' } })
}

function remove(files: Files, id = ''): FileDeleted {
  const { filename } = find(files, id)
  if (isPlaybook(id)) throw readOnly(filename)
  files.deleteFile(id)
  return { id, object: 'file', deleted: true }
}

function find(files: Files, id = ''): StoredFile {
  const file = files.findFile(id)
  if (!file) throw notFound('file', id)
  return file
}

function toFileObject(file: StoredFile): FileObject {
  return {
    id: file.id,
    object: 'file',
    bytes: file.bytes,
    created_at: file.createdAt,
    filename: file.filename,
    purpose: file.purpose as FileObject['purpose'], // checked against `purposes` on arrival
    status: 'processed',
  }
}
