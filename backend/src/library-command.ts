/** `npm run library -- add FILE… | list | remove ID… | adopt ID…`: the owner's hand on the permanent library. */
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import OpenAI, { toFile } from 'openai'
import { readConfig } from './config.ts'

const USAGE = `npm run library -- add FILE…     adds files to the permanent library
npm run library -- list          lists them, and files that nobody has adopted
npm run library -- remove ID…    removes them, from the store and from OpenAI
npm run library -- adopt ID…     makes files that are in the store already part of the library`

type Store = { client: OpenAI; id: string }

/** Without it a file is in the store, but no search of ours admits it. */
const attributes = { kind: 'library' }

async function add({ client, id }: Store, paths: string[]) {
  for (const path of paths) {
    const file = await client.files.create({
      file: await toFile(await readFile(path), basename(path)),
      purpose: 'assistants',
    })
    await client.vectorStores.files.create(id, { file_id: file.id, attributes })
    console.log(`${file.id}  ${file.filename}  is being indexed`)
  }
}

async function list({ client, id }: Store) {
  for await (const file of client.vectorStores.files.list(id, { limit: 100 })) {
    if (file.attributes?.session) continue
    const { filename } = await client.files.retrieve(file.id)
    const adopted = file.attributes?.kind === 'library' ? file.status : 'not adopted'
    console.log(`${file.id}  ${filename}  ${adopted}`)
  }
}

async function remove({ client, id }: Store, fileIds: string[]) {
  for (const fileId of fileIds) {
    await client.vectorStores.files.delete(fileId, { vector_store_id: id })
    await client.files.delete(fileId)
    console.log(`${fileId}  removed`)
  }
}

async function adopt({ client, id }: Store, fileIds: string[]) {
  for (const fileId of fileIds) {
    await client.vectorStores.files.update(fileId, { vector_store_id: id, attributes })
    console.log(`${fileId}  adopted`)
  }
}

const commands: Record<string, (store: Store, names: string[]) => Promise<void>> = {
  add,
  list,
  remove,
  adopt,
}

async function runCommand([name = '', ...names]: string[]) {
  const command = commands[name]
  if (!command || (name !== 'list' && names.length === 0)) throw new Error(USAGE)
  const { apiKey, baseURL, vectorStoreId } = readConfig().openai
  if (!vectorStoreId || (!apiKey && !baseURL)) {
    throw new Error(
      'Set OPENAI_API_KEY and JASON_VECTOR_STORE_ID first. Without them the library is the folder backend/knowledge: put Markdown files there.',
    )
  }
  const client = new OpenAI({
    apiKey: apiKey ?? 'not-needed',
    baseURL: baseURL ?? null,
    timeout: 60_000,
  })
  await command({ client, id: vectorStoreId }, names)
}

runCommand(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message)
  process.exitCode = 1
})
