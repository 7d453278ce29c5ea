/** Real things of a session, for requests to name: chats, forms, plans, files, answers, receipts. */

import { randomInt, randomUUID } from 'node:crypto'
import type { VisibleItem } from '../../backend/src/protocol/schemas.ts'
import { announce, attach } from '../../backend/test/api/attach.ts'
import { ChatKitClient } from '../../backend/test/api/chatkit-client.ts'
import { PNG } from '../../backend/test/samples/file-samples.ts'
import type { Names } from './request.ts'

const PLAN = 'Make me a 30-day content plan.'

type Place = {
  api: string
  /** Opens the owner's routes. */
  adminToken: string
  metricsToken: string
}

/** @param word in everything that the session says and names */
export async function stockSession(
  { api, adminToken, metricsToken }: Place,
  word: string,
  session?: string,
): Promise<Names> {
  const open = (id?: string) => new ChatKitClient(api, id, fromSomewhere())
  const [visitor, spare, another] = [open(session), open(), open()]
  // One after the other: a session has few answers at once.
  const form = await startForm(visitor, word)
  const plan = await startPlan(visitor, word)
  const tool = await startToolCall(visitor, word)
  const spareThread = await visitor.chat(`${word} What is a hook?`)
  const chat = await startChat(visitor, word)
  const [files, ownersFile, receipt] = await Promise.all([
    bringFiles(visitor, word),
    addOwnersFile(api, adminToken),
    eraseOne(another, word),
    spare.chat(`${word} What is a hook?`),
  ])
  return {
    session: visitor.session,
    spareSession: spare.session,
    adminToken,
    metricsToken,
    host: new URL(api).host,
    ...chat,
    ...form,
    ...plan,
    ...tool,
    spareThread,
    ...files,
    ownersFile,
    receipt,
  }
}

/** Where limits hold, they hold for each address. */
const fromSomewhere = () => ({ 'X-Forwarded-For': `10.${randomInt(256)}.${randomInt(256)}.7` })

async function startChat(visitor: ChatKitClient, word: string) {
  const reply = await (await visitor.create(`${word} How do I find my niche?`)).untilEnd()
  const thread = reply.threadId
  const items = await visitor.items(thread)
  const running = await visitor.create(`${word} Tell me a long story`, {}, { 'X-Resume': '1' })
  await running.untilEvent(({ type }) => type === 'stream_options')
  running.leave()
  return {
    thread,
    run: reply.runId,
    running: running.runId,
    question: idOf(items, 'user_message'),
    answer: idOf(items, 'assistant_message'),
  }
}

async function startForm(visitor: ChatKitClient, word: string) {
  const formThread = await visitor.chat(`${word} ${PLAN}`)
  return { formThread, form: idOf(await visitor.items(formThread), 'structured_input') }
}

/** In a session of its own facts, so that the form of the other chat stays open. */
async function startPlan(visitor: ChatKitClient, word: string) {
  const planThread = await visitor.chat(`${word} ${PLAN}`)
  const form = idOf(await visitor.items(planThread), 'structured_input')
  if (form) {
    const answers = { niche: { values: [word] }, audience: { values: [word] } }
    await (await visitor.fillIn(planThread, form, { status: 'answered', answers })).untilEnd()
  }
  return { planThread, plan: idOf(await visitor.items(planThread), 'widget') }
}

/** Where the model calls no tool of the page, a chat that waits for none. */
async function startToolCall(visitor: ChatKitClient, word: string) {
  const tools = { 'X-Client-Tools': 'get_local_date' }
  const reply = await visitor.create(`${word} Which date is it?`, {}, tools)
  return { toolThread: (await reply.untilEnd()).threadId }
}

async function bringFiles(visitor: ChatKitClient, word: string) {
  const [picture, announced, text, spareAttachment] = await Promise.all([
    attach(visitor, `${word}.png`, 'image/png', PNG),
    announce(visitor, `${word}.png`, 'image/png', 5_000),
    announce(visitor, `${word}.txt`, 'text/plain', 5_000),
    announce(visitor, `${word}.png`, 'image/png', 5_000),
  ])
  const [file, spareFile] = [await addFile(visitor, word), await addFile(visitor, `${word} spare`)]
  return {
    picture: picture.id,
    preview: pathOf(picture.uploaded.preview_url ?? ''),
    announced: announced.attachment.id,
    upload: pathOf(announced.url),
    textUpload: pathOf(text.url),
    spareAttachment: spareAttachment.attachment.id,
    file,
    spareFile,
  }
}

async function addFile(visitor: ChatKitClient, word: string): Promise<string> {
  const body = formOf(`${word}.txt`, `${word} is what this file is about.`)
  const response = await visitor.fetch('/library/files', { method: 'POST', body })
  return idIn(response)
}

async function addOwnersFile(api: string, adminToken: string): Promise<string> {
  const response = await fetch(`${api}/admin/library/files`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${adminToken}` },
    body: formOf(`owner-${randomUUID()}.txt`, 'The owner has written this.'),
  })
  return idIn(response)
}

async function eraseOne(another: ChatKitClient, word: string): Promise<string> {
  await another.chat(`${word} What is a hook?`)
  return idIn(await another.fetch('/session?receipt=1', { method: 'DELETE' }))
}

function formOf(name: string, text: string): FormData {
  const form = new FormData()
  form.append('file', new File([text], name, { type: 'text/plain' }))
  return form
}

async function idIn(response: Response): Promise<string> {
  const text = await response.text()
  if (!response.ok) throw new Error(`The fuzz suite cannot set up: ${response.status} ${text}`)
  const { id } = JSON.parse(text) as { id?: string }
  return id ?? ''
}

const idOf = (items: VisibleItem[], type: VisibleItem['type']) =>
  items.find((item) => item.type === type)?.id ?? ''

function pathOf(url: string): string {
  const { pathname, search } = new URL(url)
  return pathname + search
}

/** A visitor of the page: the cookie of a first visit, and in its session the same things as above. */
export async function stockVisitor(place: Place & { page: string }, word: string): Promise<Names> {
  const response = await fetch(place.page)
  const html = await response.text()
  const [cookie = ''] = response.headers.getSetCookie().map((each) => each.split(';')[0] ?? '')
  const [, session] = /sessionId&quot;:&quot;([0-9a-f-]{36})/.exec(html) ?? []
  const [, asset = ''] = /\/assets\/([\w.-]+\.js)/.exec(html) ?? []
  if (!cookie || !session) throw new Error('The first visit brought no session.')
  const names = await stockSession(place, word, session)
  return { ...names, cookie, asset, host: new URL(place.page).host, page: place.page }
}

/** Somebody else, whose words the fuzzing session must never see. */
export async function plantVictim(place: Place, word: string) {
  const names = await stockSession(place, word)
  const visitor = new ChatKitClient(place.api, names.session, fromSomewhere())
  // Its answers are over, so that nothing of it changes any more.
  await (await visitor.follow(names.running ?? '')).untilEnd()
  const look = async () => {
    const threads = await visitor.ask('threads.list', { limit: 100 })
    const [items, files, data] = await Promise.all([
      Promise.all(threads.data.map(({ id }) => visitor.items(id))),
      visitor.fetch('/library/files').then((response) => response.json()),
      visitor.fetch('/session/data').then((response) => response.json()),
    ])
    const own = (files as { data: { shared: boolean }[] }).data.filter(({ shared }) => !shared)
    const { forgotten_at: _, ...kept } = data as { forgotten_at: string }
    // Addresses of pictures are signed for a while.
    return JSON.stringify([threads, items, own, kept]).replaceAll(
      /[?&](expires|signature)=[^"&]*/g,
      '',
    )
  }
  return {
    canaries: [word, names.session ?? ''],
    names: Object.fromEntries(
      Object.entries(names).map(([name, id]) => [
        `victim${name[0]?.toUpperCase()}${name.slice(1)}`,
        id,
      ]),
    ),
    /** All that is kept of it. */
    look,
  }
}
