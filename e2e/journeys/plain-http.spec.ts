import { freePort } from '../../backend/test/process/free-port.ts'
import {
  askAndWait,
  chats,
  composer,
  conversation,
  expect,
  greeting,
  open,
  pickChatOption,
  sources,
  test,
} from '../fixtures.ts'
import { notes } from '../hub/sample-files.ts'
import { type Running, startApi, startPage, urlOf } from '../hub/start-hub.ts'

/** The page sends this header everywhere, and the browser applies it only in a secure context. */
const OPENER_POLICY = /Cross-Origin-Opener-Policy header has been ignored/
const HOOK = 'What makes a good hook?'

/** A hub on plain http, at a name that is not localhost: no secure context. */
const plainTest = test.extend<object, { plainHub: string }>({
  plainHub: [
    async ({ browserName: _ }, use) => {
      const [apiPort, pagePort] = [await freePort(), await freePort()]
      const page = `http://page.hub.test:${pagePort}`
      const services: Running[] = await Promise.all([
        startApi(apiPort, page, { OFFLINE_WORDS_PER_SECOND: '400' }),
        startPage(pagePort, {
          api: urlOf(apiPort),
          publicApi: `http://api.hub.test:${apiPort}`,
        }),
      ])
      await use(page)
      await Promise.all(services.map((service) => service.stop()))
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  baseURL: async ({ plainHub }, use) => use(plainHub),
})

plainTest(
  'a page on plain http answers, keeps chats and takes files',
  async ({ page, expectConsole }) => {
    expectConsole(OPENER_POLICY)
    await open(page)
    expect(await page.evaluate(() => isSecureContext)).toBe(false)
    const answer = await askAndWait(page, HOOK)
    await expect(sources(answer).getByRole('link').first()).toBeVisible()

    await page
      .getByLabel('Attach files')
      .setInputFiles(notes('My ring light is called Sol.', 'light.md'))
    await expect(page.getByRole('listitem').filter({ hasText: 'light.md' })).toContainText('bytes')
    await askAndWait(page, 'What is my ring light called?')

    await pickChatOption(page, 'hook', 'Delete')
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await expect(greeting(page)).toBeVisible()
    await expect(chats(page).getByRole('link')).toHaveCount(0)
  },
)

plainTest(
  'Copy works on plain http, where the clipboard interface is missing',
  async ({ page, expectConsole }) => {
    expectConsole(OPENER_POLICY)
    await open(page)
    const answer = await askAndWait(page, HOOK)

    await answer.getByRole('button', { name: 'Copy' }).click()

    await expect(page.getByText('Copied', { exact: true })).toBeAttached()
    await composer(page).press('Control+v')
    await expect(composer(page)).toHaveValue(
      /^### What makes a good hook\n\nA good hook tells the right person/,
    )
  },
)

test('a copy that the browser refuses selects the text and says so', async ({ page }) => {
  await page.addInitScript(() => {
    const refused = () => Promise.reject(new DOMException('Not allowed', 'NotAllowedError'))
    Object.defineProperty(navigator, 'clipboard', { value: { writeText: refused } })
    document.execCommand = () => false
  })
  await open(page)
  const answer = await askAndWait(page, HOOK)

  await answer.getByRole('button', { name: 'Copy' }).click()

  await expect(answer.getByText('Selected: copy it yourself')).toBeVisible()
  const selected = await page.evaluate(() => String(getSelection()))
  expect(selected).toContain('A good hook tells the right person')
  await expect(conversation(page)).toBeVisible()
})
