/** Where OpenAI's panel cannot be, or comes late, our own chat is there instead. */
import {
  answers,
  ask,
  askAndWait,
  chatNamed,
  chats,
  composer,
  expect,
  greeting,
  open,
  questions,
  scriptedTest,
} from '../fixtures.ts'
import {
  askPanel,
  complain,
  DOMAIN_KEY,
  openPanel,
  panelAnswers,
  panelComposer,
  panelTest,
} from '../hub/panel-journeys.ts'
import { CDN, SCRIPT, servePanel } from '../hub/serve-panel.ts'

panelTest(
  'a blocked script leaves our own chat, at once and usable',
  async ({ page, hub, expectConsole }) => {
    expectConsole(/net::ERR_FAILED/)
    hub.upstream.answers('Begin with a question.')
    await page.route(CDN, (route) => route.abort())
    const blocked = page.waitForEvent('requestfailed')

    await open(page)
    await expect(greeting(page)).toBeVisible()
    await blocked
    await expect(page.locator('openai-chatkit')).toHaveCount(0)

    await expect(await askAndWait(page, 'What makes a good hook?')).toContainText('a question')
  },
)

panelTest('a script that never comes is given up after six seconds', async ({ page, hub }) => {
  hub.upstream.answers('Begin with a question.')
  await page.clock.install()
  await page.route(CDN, () => new Promise(() => {}))

  const asked = page.waitForRequest(SCRIPT)
  await open(page)
  await page.clock.runFor(2_000)
  await asked
  await expect(page.locator('openai-chatkit')).toBeAttached()
  await page.clock.runFor(6_000)

  await expect(page.locator('openai-chatkit')).toHaveCount(0)
  await expect(await askAndWait(page, 'What makes a good hook?')).toContainText('a question')
})

panelTest(
  'a slow script does not take the chat from under the reader’s hands',
  async ({ page, hub }) => {
    const { promise: until, resolve: arrive } = Promise.withResolvers<void>()
    hub.upstream.answers('Begin with a question.')
    await servePanel(page, { until })
    await open(page)
    await composer(page).fill('What makes')

    arrive()
    await expect(page.locator('openai-chatkit iframe')).toBeAttached()
    await ask(page, 'What makes a good hook?')
    await expect(answers(page)).toContainText('Begin with a question.')
    await page.getByRole('link', { name: 'New chat', exact: true }).click()

    await expect(panelComposer(page)).toBeFocused()
    await chatNamed(page, /hook/).click()
    await expect(panelAnswers(page)).toContainText('Begin with a question.')
  },
)

panelTest(
  'a domain that is refused leaves our own chat, with what was typed',
  async ({ page, hub }) => {
    hub.upstream.answers('Begin with a question.')
    await servePanel(page, { refusesDomain: true })
    const frame = page.waitForRequest(/chatkit\/index\.html/)
    await open(page)
    await composer(page).fill('What makes a good hook?')

    await frame
    await expect(page.locator('openai-chatkit')).toHaveCount(0)

    await expect(composer(page)).toHaveValue('What makes a good hook?')
    await page.getByRole('button', { name: 'Send' }).click()
    await expect(answers(page)).toContainText('Begin with a question.')
  },
)

panelTest(
  'a refusal after the swap brings our own chat, with all that was said',
  async ({ page, hub }) => {
    hub.upstream.answers('About hooks.', 'About rest.')
    await openPanel(page)
    await askPanel(page, 'Hooks')
    await expect(panelAnswers(page)).toContainText('About hooks.')

    await complain(page, 'DomainVerificationRequestError', 'Domain verification failed')

    await expect(page.locator('openai-chatkit')).toHaveCount(0)
    await expect(questions(page)).toHaveText(['Hooks'])
    await expect(answers(page)).toContainText(['About hooks.'])
    await expect(page.getByRole('alert')).toHaveCount(0)
    await expect(await askAndWait(page, 'Burnout')).toContainText('About rest.')
    await page.getByRole('link', { name: 'New chat', exact: true }).click()
    await expect(greeting(page)).toBeVisible()
    await expect(chats(page).getByRole('link')).toHaveCount(1)
  },
)

scriptedTest('without a domain key nothing of the panel is fetched', async ({ page, hub }) => {
  hub.upstream.answers('Begin with a question.')
  const foreign: string[] = []
  const own = [hub.page, hub.line.url]
  page.on('request', (request) => {
    if (!own.includes(new URL(request.url()).origin)) foreign.push(request.url())
    if (/chatkit-panel/.test(request.url())) foreign.push(request.url())
  })

  const document = await page.goto('/')
  await askAndWait(page, 'What makes a good hook?')
  await page.evaluate(() => new Promise((idle) => requestIdleCallback(idle)))

  expect(foreign).toEqual([])
  expect(document?.headers()['content-security-policy']).not.toContain('openai')
  await expect(page.locator('openai-chatkit')).toHaveCount(0)
})

panelTest('the panel is no part of the first load', async ({ request }) => {
  const response = await request.get('/')
  const html = await response.text()

  expect(html).toContain(DOMAIN_KEY)
  expect(html).not.toContain('chatkit-panel')
  expect(html).not.toContain('cdn.platform.openai.com')
  expect(response.headers()['content-security-policy']).toContain(
    'frame-src https://cdn.platform.openai.com',
  )
})
