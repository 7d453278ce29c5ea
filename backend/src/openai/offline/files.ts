import type { FileDeleted, FileObject } from 'openai/resources/files'
import { z } from 'zod'
import type { Catalogue } from './catalogue.ts'
import { invalid, notFound, readOnly } from './faults.ts'
import { newId, secondsNow } from './ids.ts'
import { type Page, paginate } from './paging.ts'
import type { Routes } from './routing.ts'
import type { UploadedFile } from './uploads.ts'

const purposes = z.enum(['assistants', 'batch', 'fine-tune', 'vision', 'user_data', 'evals'])

export function fileRoutes(catalogue: Catalogue): Routes {
  return {
    'POST /files': ({ form }) => upload(catalogue, form()),
    'GET /files': ({ query }) => list(catalogue, query),
    'GET /files/:id': ({ params }) => toFileObject(find(catalogue, params.id)),
    'GET /files/:id/content': ({ params }) => download(catalogue, params.id),
    'DELETE /files/:id': ({ params }) => remove(catalogue, params.id),
  }
}

async function upload(catalogue: Catalogue, form: FormData): Promise<FileObject> {
  const file = form.get('file')
  if (!(file instanceof File)) throw invalid('Send the file in the field "file".', 'file')
  const purpose = purposes.safeParse(form.get('purpose'))
  if (!purpose.success) throw invalid(`purpose must be one of ${purposes.options}.`, 'purpose')
  const stored: UploadedFile = {
    id: newId('file-'),
    filename: file.name,
    bytes: file.size,
    purpose: purpose.data,
    createdAt: secondsNow(),
  }
  await catalogue.uploads.addFile(stored, file.stream())
  return toFileObject(stored)
}

function list(catalogue: Catalogue, query: URLSearchParams): Page<FileObject> {
  const purpose = query.get('purpose')
  const files = [...catalogue.uploads.listFiles(), ...catalogue.library.playbooks.map(asUpload)]
  return paginate(
    files.filter((file) => !purpose || file.purpose === purpose).map(toFileObject),
    query,
  )
}

async function download(catalogue: Catalogue, id = ''): Promise<Response> {
  const playbook = catalogue.library.playbooks.find((each) => each.id === id)
  const content = playbook?.text ?? (await catalogue.uploads.fileContent(find(catalogue, id)))
  return new Response(content, { headers: { 'content-type': 'application/octet-stream' } })
}

function remove(catalogue: Catalogue, id = ''): FileDeleted {
  const file = find(catalogue, id)
  if (catalogue.library.playbooks.some((each) => each.id === id)) throw readOnly(file.filename)
  catalogue.deleteFile(id)
  return { id, object: 'file', deleted: true }
}

function find(catalogue: Catalogue, id = ''): UploadedFile {
  const playbook = catalogue.library.playbooks.find((each) => each.id === id)
  const file = playbook ? asUpload(playbook) : catalogue.uploads.findFile(id)
  if (!file) throw notFound('file', id)
  return file
}

function asUpload({ id, filename, bytes, createdAt }: Omit<UploadedFile, 'purpose'>): UploadedFile {
  return { id, filename, bytes, createdAt, purpose: 'assistants' }
}

function toFileObject(file: UploadedFile): FileObject {
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
