/** `npm run library`: the owner's hand on the permanent library. */
import { basename, resolve } from 'node:path'
import OpenAI from 'openai'
import { readConfig } from '../config.ts'
import { createPermanentLibrary, type PermanentLibrary } from '../library/permanent-library.ts'
import { findSources } from '../library/sources.ts'

const USAGE = `npm run library -- add PATH…      adds files, and folders with all below them; unchanged ones are skipped
npm run library -- sync FOLDER    the same, and removes what is no longer in the folder
npm run library -- list           lists them, and files that nobody has adopted
npm run library -- remove ID…     removes them, from the store and from OpenAI
npm run library -- adopt ID…      makes files that are in the store already part of the library
npm run library -- create [NAME]  makes a new vector store and prints its id`

const NO_STORE = `Set OPENAI_API_KEY and JASON_VECTOR_STORE_ID first; \`npm run library -- create\` makes a store.
Without a key the library is the folder backend/knowledge: put Markdown files there.`

async function add(library: PermanentLibrary, paths: string[], folder?: string): Promise<void> {
  const { sources, unreadable } = await findSources(paths, folder)
  for (const path of unreadable) console.log(`skipped    ${path}: no text that could be searched`)
  const progress = showProgress(sources.length)
  const failed: string[] = []
  await library.add(sources, ({ path, outcome, id, error }) => {
    if (outcome === 'failed') failed.push(path)
    progress.done(`${outcome.padEnd(10)} ${path}  ${id ?? error ?? ''}`)
  })
  progress.end()
  if (folder) {
    const missing = await library.removeMissing(folder, sources)
    for (const { path, id } of missing) console.log(`removed    ${path}  ${id}`)
  }
  if (failed.length > 0) throw new Error(`Not added: ${failed.join(', ')}. Run it again.`)
}

async function sync(library: PermanentLibrary, [folder = '']: string[]): Promise<void> {
  await add(library, [folder], basename(resolve(folder)))
}

async function list(library: PermanentLibrary): Promise<void> {
  for (const { id, filename, status, error } of await library.list()) {
    console.log(`${id}  ${filename}  ${status}${error ? `: ${error}` : ''}`)
  }
}

async function remove(library: PermanentLibrary, ids: string[]): Promise<void> {
  for (const id of ids) {
    await library.remove(id)
    console.log(`removed    ${id}`)
  }
}

async function adopt(library: PermanentLibrary, ids: string[]): Promise<void> {
  for (const id of ids) {
    await library.adopt(id)
    console.log(`adopted    ${id}`)
  }
}

async function create(client: OpenAI, [name = 'Coaching Hub']: string[]): Promise<void> {
  const { id } = await client.vectorStores.create({ name })
  console.log(`JASON_VECTOR_STORE_ID=${id}`)
}

const commands: Record<string, (library: PermanentLibrary, names: string[]) => Promise<void>> = {
  add,
  sync,
  list,
  remove,
  adopt,
}

async function runCommand([name = '', ...names]: string[]): Promise<void> {
  const command = commands[name]
  const isWhole = name === 'create' || name === 'list' || (command && names.length > 0)
  if (!isWhole) throw new Error(USAGE)
  const { apiKey, baseURL, vectorStoreId } = readConfig().openai
  if (!apiKey && !baseURL) throw new Error(NO_STORE)
  const client = new OpenAI({
    apiKey: apiKey ?? 'not-needed',
    baseURL: baseURL ?? null,
    timeout: 120_000,
    maxRetries: 5,
  })
  if (!command) return create(client, names)
  if (!vectorStoreId) throw new Error(NO_STORE)
  const store = { client, id: vectorStoreId, hosted: true, writable: true, readsAll: false }
  await command(createPermanentLibrary(store), names)
}

/** Progress of many pieces of work on a terminal: a bar below the lines; elsewhere just the lines. */
function showProgress(total: number, out: NodeJS.WriteStream = process.stdout) {
  const WIDTH = 24
  let count = 0
  const clear = () => out.isTTY && out.write('\r\x1b[K')
  const draw = () => {
    if (!out.isTTY || count === total) return
    const filled = Math.round((count / total) * WIDTH)
    out.write(`[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${count} of ${total}`)
  }
  draw()
  return {
    /** One more is done. */
    done(line: string) {
      count += 1
      clear()
      out.write(`${line.trimEnd()}\n`)
      draw()
    },
    end: clear,
  }
}

runCommand(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message)
  process.exitCode = 1
})
