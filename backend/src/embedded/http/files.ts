import type { FileDeleted, FileObject } from 'openai/resources/files'
import { z } from 'zod'
import { isPlaybook } from '../library.ts'
import type { Files, StoredFile } from '../storage/files.ts'
import {
  invalid,
  newId,
  notFound,
  pageOf,
  pageQuery,
  parse,
  type Routes,
  readOnly,
  secondsNow,
} from './router.ts'

const purposes = z.enum(['assistants', 'batch', 'fine-tune', 'vision', 'user_data', 'evals'])
const listQuery = pageQuery.extend({ purpose: z.string().optional() })

export function fileRoutes(files: Files): Routes {
  const find = (id: string) => {
    const file = files.findFile(id)
    if (!file) throw notFound('file', id)
    return file
  }

  return {
    'POST /files': async ({ form }) => {
      const fields = form()
      const file = fields.get('file')
      if (!(file instanceof File)) throw invalid('Send the file in the field "file".', 'file')
      const stored = {
        id: newId('file-'),
        filename: file.name,
        bytes: file.size,
        purpose: parse(purposes, fields.get('purpose'), 'purpose'),
        createdAt: secondsNow(),
      }
      await files.addFile(stored, file.stream())
      return toFileObject(stored)
    },
    'GET /files': ({ query }) => {
      const { purpose, ...page } = query(listQuery)
      const listed = files.listFiles().filter((file) => !purpose || file.purpose === purpose)
      return pageOf(listed.map(toFileObject), page)
    },
    'GET /files/:id': (_, id) => toFileObject(find(id)),
    'GET /files/:id/content': async (_, id) => {
      const content = await files.fileContent(find(id).id)
      return new Response(content, { headers: { 'content-type': 'application/octet-stream' } })
    },
    'DELETE /files/:id': (_, id): FileDeleted => {
      const { filename } = find(id)
      if (isPlaybook(id)) throw readOnly(filename)
      files.deleteFile(id)
      return { id, object: 'file', deleted: true }
    },
  }
}

function toFileObject({ createdAt, purpose, ...file }: StoredFile): FileObject {
  return {
    ...file,
    object: 'file',
    created_at: createdAt,
    purpose: purpose as FileObject['purpose'], // checked against `purposes` on arrival
    status: 'processed',
  }
}
