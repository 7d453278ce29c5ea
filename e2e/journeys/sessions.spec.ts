import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import {
  answers,
  askAndWait,
  chats,
  comesAlive,
  composer,
  expect,
  NOT_FOUND,
  newChat,
  open,
  questions,
  test,
} from '../fixtures.ts'
import { picture } from '../hub/sample-files.ts'

const HOOK = 'What makes a good hook?'

test('a refresh begins a fresh session, and the old one is deleted on the server', async ({
  page,
  expectConsole,
}) => {
  expectConsole(NOT_FOUND)
  const requests = apiRequestsOf(page)
  await open(page)
  await askAndWait(page, HOOK)
  const before = requests.at(-1)
  if (!before) throw new Error('The page asked the API for nothing.')
  expect(await threadsOf(page, before)).toHaveLength(1)

  const response = await page.reload()

  expect(response?.status()).toBe(404)
  await expect(page.getByText('This chat is no longer here')).toBeVisible()
  await expect(chats(page).getByRole('link')).toHaveCount(0)
  await expect.poll(() => threadsOf(page, before)).toEqual([])
  await expect(await askAndWait(page, HOOK)).toContainText('A good hook')
  await expect(chats(page).getByRole('link')).toHaveCount(1)
  expect(requests.at(-1)?.session).not.toBe(before.session)
})

test('neither another tab nor a stranger sees a chat, also where its address is guessed', async ({
  page,
  context,
  anotherVisitor,
  expectConsole,
}) => {
  expectConsole(NOT_FOUND)
  await open(page)
  await askAndWait(page, HOOK)
  const address = page.url()

  await test.step('another tab', async () => {
    const second = await context.newPage()
    await open(second)
    await expect(chats(second).getByRole('link')).toHaveCount(0)
    await askAndWait(second, 'How do I avoid burnout?')
    const intrusion = await context.newPage()
    const response = await intrusion.goto(address)

    expect(response?.status()).toBe(404)
    await expect(questions(intrusion)).toHaveCount(0)
    await expect(chats(page).getByRole('link')).toHaveText([/hook/i])
    await expect(chats(second).getByRole('link')).toHaveText([/burnout/i])
  })

  await test.step('a stranger gets a friendly page with status 404', async () => {
    const stranger = await anotherVisitor()
    const response = await stranger.goto(address)
    await comesAlive(stranger)

    expect(response?.status()).toBe(404)
    expect(await response?.text()).not.toContain(HOOK)
    await expect(stranger.getByText('This chat is no longer here')).toBeVisible()
    await expect(stranger.getByText(HOOK)).toHaveCount(0)
    await expect(composer(stranger)).toBeEditable()
  })

  await test.step('the first keeps its session while it moves inside the page', async () => {
    await page.getByRole('link', { name: 'Library' }).click()
    await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible()
    await expect(chats(page).getByRole('link')).toHaveText([/hook/i])
    await chats(page).getByRole('link').click()
    await expect(answers(page)).toContainText('A good hook')
    await newChat(page)
    await askAndWait(page, 'How do I avoid burnout?')
    await expect(chats(page).getByRole('link')).toHaveCount(2)
  })
})

test('the session’s id is in no address, no lasting storage and no console line', async ({
  page,
  context,
}) => {
  const requests = apiRequestsOf(page)
  const addresses: string[] = []
  const lines: string[] = []
  context.on('request', (request) => addresses.push(request.url()))
  context.on('console', (message) => lines.push(message.text()))
  page.on('framenavigated', (frame) => addresses.push(frame.url()))

  await open(page)
  await page.getByLabel('Attach files', { exact: true }).setInputFiles(picture)
  await askAndWait(page, 'What makes a good hook for this vase?')
  await page.getByRole('link', { name: 'Library' }).click()
  await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible()
  await page.getByRole('button', { name: 'Theme' }).click()

  const sessions = new Set(requests.map(({ session }) => session))
  expect(sessions.size).toBe(1)
  const [session = 'none'] = sessions
  expect(session).toMatch(/^[\da-f]{8}-/)
  expect(addresses.filter((url) => url.includes(session))).toEqual([])
  expect(lines.filter((line) => line.includes(session))).toEqual([])
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }) + document.cookie)
  expect(kept).not.toContain(session)
  const cookies = await context.cookies()
  const withIt = cookies.filter(({ value }) => decodedTwice(value).includes(session))
  expect(
    withIt.map(({ name, httpOnly, sameSite, expires }) => ({ name, httpOnly, sameSite, expires })),
  ).toEqual([{ name: 'hub_session', httpOnly: true, sameSite: 'Lax', expires: -1 }])
})

test('in a private window everything is forgotten as the tab closes, and soon in any case', async ({
  page,
}) => {
  // As private windows of Firefox and Safari do; Chromium's cannot be told apart.
  await page.addInitScript(() => {
    if (!('storage' in navigator)) return
    navigator.storage.getDirectory = () =>
      Promise.reject(new DOMException('Not in a private window', 'SecurityError'))
  })
  const requests = apiRequestsOf(page)
  await open(page)
  await askAndWait(page, HOOK)
  const last = requests.at(-1)
  if (!last) throw new Error('The page asked the API for nothing.')
  expect(last.isPrivate).toBe(true)
  expect(await threadsOf(page, last)).toHaveLength(1)

  await page.goto('about:blank')

  await expect.poll(() => threadsOf(page, last)).toEqual([])
})

type ApiRequest = { api: string; session: string; isPrivate: boolean }

/** Whose session each call of the API carries. */
function apiRequestsOf(page: Page): ApiRequest[] {
  const requests: ApiRequest[] = []
  page.on('request', (request) => {
    const session = request.headers()['x-session-id']
    const isPrivate = request.headers()['x-private-window'] === '1'
    if (session) requests.push({ api: new URL(request.url()).origin, session, isPrivate })
  })
  return requests
}

async function threadsOf(page: Page, { api, session }: ApiRequest): Promise<unknown[]> {
  const response = await page.request.post(`${api}/chatkit`, {
    headers: { 'X-Session-Id': session },
    data: { type: 'threads.list', params: {} },
  })
  const { data }: { data: unknown[] } = await response.json()
  return data
}

/** A signed cookie is base64 in percent-encoding. */
const decodedTwice = (value: string) =>
  Buffer.from(decodeURIComponent(value).split('.')[0] ?? '', 'base64').toString()

test('a reload that ends chats is asked about first, unless the reader has switched that off', async ({
  page,
  expectConsole,
}) => {
  expectConsole(NOT_FOUND)
  const asked: string[] = []
  page.on('dialog', (dialog) => {
    asked.push(dialog.type())
    return dialog.accept()
  })
  await open(page)
  await composer(page).fill('Nothing is lost yet: these words stay.')
  await page.reload()
  await comesAlive(page)
  expect(asked).toEqual([])

  await askAndWait(page, 'How long should a reel be?')
  await page.reload()
  await comesAlive(page)
  expect(asked).toEqual(['beforeunload'])

  await askAndWait(page, 'And a carousel?')
  await page.getByRole('link', { name: 'Your data' }).click()
  await page.getByRole('checkbox', { name: /Ask me before/ }).uncheck()
  await page.reload()
  await comesAlive(page)
  await expect(page.getByRole('checkbox', { name: /Ask me before/ })).not.toBeChecked()
  expect(asked).toEqual(['beforeunload'])
})

test('all chats can be downloaded, with the sources of each answer', async ({ page }) => {
  await open(page)
  await askAndWait(page, 'How do I write a good hook?')
  await page.getByRole('link', { name: 'New chat', exact: true }).click()
  await askAndWait(page, 'Make me a 30-day content plan')
  await page.getByRole('link', { name: 'Your data' }).click()

  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download my chats' }).click()
  const file = await download
  const text = await readFile(await file.path(), 'utf8')

  expect(file.suggestedFilename()).toBe('coaching-chats.md')
  expect(text.match(/^# .+/gm)).toHaveLength(2)
  expect(text).toMatch(/## You\n\nHow do I write a good hook\?/)
  expect(text).toMatch(/## Coach\n\n[\s\S]+Sources:\n\n1\. Hooks/)
})
