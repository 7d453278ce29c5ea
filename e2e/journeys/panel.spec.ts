/** OpenAI's ChatKit panel, on a page whose owner has a domain key. A stand-in plays the panel: see `hub/stand-in-chatkit.ts`. */
import type { Page, Request } from '@playwright/test'
import { functionCall, response } from '../../backend/test/response-events.ts'
import { plays } from '../../backend/test/scripted-upstream.ts'
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
  pickChatOption,
  questions,
  scriptedTest,
} from '../fixtures.ts'
import { CDN, SCRIPT, servePanel } from '../hub/panel-script.ts'
import { notes } from '../hub/sample-files.ts'
import { HeldAnswer, startScriptedHub } from '../hub/scripted-hub.ts'

const panelTest = scriptedTest.extend({
  startedHub: [
    async ({ browserName: _ }, use) => {
      const hub = await startScriptedHub('domain_pk_journeys')
      await use(hub)
      await hub.stop()
    },
    { scope: 'worker' },
  ],
})

panelTest(
  'the panel comes up, and a message in it is answered in this session',
  async ({ page, hub }) => {
    hub.upstream.answers('Begin with ', 'a question.').titles('Asking for hooks')
    const requests = chatKitRequests(page)
    await openPanel(page)

    await expect(
      panel(page).getByRole('heading', { name: 'What are we making today?' }),
    ).toBeVisible()
    await expect(panel(page).getByRole('button', { name: 'Hook templates' })).toBeVisible()
    await expect(panelComposer(page)).toBeFocused()
    await expect(composer(page)).toHaveCount(0)
    await askPanel(page, 'What makes a good hook?')

    await expect(panelAnswers(page)).toContainText('Begin with')
    const sessions = await Promise.all(
      requests.map((request) => request.headerValue('x-session-id')),
    )
    expect(new Set(sessions)).toEqual(new Set([await sessionOf(page)]))
    const created = requests.find(isType('threads.create'))
    expect(await created?.headerValue('x-client-tools')).toContain('get_local_date')
    expect(await created?.headerValue('idempotency-key')).toBeTruthy()
    expect(await created?.headerValue('x-resume')).toBeNull()
  },
)

panelTest(
  'a chat begun in the panel has its address, and its title in the list',
  async ({ page, hub }) => {
    hub.upstream.answers('Begin with a question.').titles('Asking for hooks')
    await openPanel(page)

    await askPanel(page, 'What makes a good hook?')

    await expect(page).toHaveURL(/\/chat\/thr_\w+$/)
    await expect(chatNamed(page, 'Asking for hooks')).toHaveAttribute('aria-current', 'page')
    await expect(page).toHaveTitle('Asking for hooks · Coaching Hub')
    await expect(page.getByRole('heading', { level: 1, name: 'Asking for hooks' })).toBeAttached()
    await expect(panelAnswers(page)).toContainText('Begin with a question.')
  },
)

panelTest(
  'list, address and panel show the same chat, whichever of them moves',
  async ({ page, hub }) => {
    hub.upstream.answers('About hooks.', 'About rest.')
    await openPanel(page)
    await askPanel(page, 'Hooks')
    await expect(panelAnswers(page)).toContainText('About hooks.')
    const hooks = page.url()

    await page.getByRole('link', { name: 'New chat', exact: true }).click()
    await expect(
      panel(page).getByRole('heading', { name: 'What are we making today?' }),
    ).toBeVisible()
    await expect(panelComposer(page)).toBeFocused()
    await askPanel(page, 'Burnout')
    await expect(panelAnswers(page)).toContainText('About rest.')
    expect(page.url()).not.toBe(hooks)

    await chatNamed(page, 'Hooks').click()
    await expect(panelQuestions(page)).toHaveText(['Hooks'])
    await expect(page).toHaveURL(hooks)
    await page.goBack()
    await expect(panelQuestions(page)).toHaveText(['Burnout'])

    await pickChatOption(page, 'Burnout', 'Delete')
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await expect(
      panel(page).getByRole('heading', { name: 'What are we making today?' }),
    ).toBeVisible()
    await expect(panelQuestions(page)).toHaveCount(0)
    await expect(page).toHaveURL('/')
  },
)

panelTest(
  'the panel keeps its answer while the reader looks at the library',
  async ({ page, hub }) => {
    const held = new HeldAnswer()
    hub.upstream.answers(held.script)
    await openPanel(page)
    await askPanel(page, 'Take your time.')
    await held.say('First half, ')
    await expect(panelAnswers(page)).toContainText('First half,')

    await page.getByRole('link', { name: 'Library' }).click()
    await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible()
    await expect(panelComposer(page)).toHaveCount(0)
    await held.say('second half.')
    await held.finish()
    await page.goBack()

    await expect(panelAnswers(page)).toContainText('First half, second half.')
  },
)

panelTest(
  'a chat opened while the panel is busy with another is ours, and so are unsent words in it',
  async ({ page, hub }) => {
    const held = new HeldAnswer()
    hub.upstream.answers('About hooks.', held.script)
    await openPanel(page)
    await askPanel(page, 'Hooks')
    await expect(panelAnswers(page)).toContainText('About hooks.')
    await page.getByRole('link', { name: 'New chat', exact: true }).click()
    await askPanel(page, 'Burnout')
    await held.say('Rest ')
    await expect(panelAnswers(page)).toContainText('Rest')

    await chatNamed(page, 'Hooks').click()
    await expect(questions(page)).toHaveText(['Hooks'])
    await expect(panelComposer(page)).toHaveCount(0)
    await held.say('more.')
    await held.finish()
    await composer(page).fill('Half a thought')
    await chatNamed(page, 'Burnout').click()
    await expect(panelAnswers(page)).toContainText('Rest more.')

    await chatNamed(page, 'Hooks').click()
    await expect(composer(page)).toHaveValue('Half a thought')
    await expect(panelComposer(page)).toHaveCount(0)
  },
)

panelTest('the panel has the colours of the page, also when they change', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' })
  await openPanel(page)
  const colors = (scheme: string, accent: string) =>
    page.locator(`openai-chatkit section[data-color-scheme=${scheme}][data-accent="${accent}"]`)

  await expect(colors('light', '#a4421e')).toBeVisible()
  await page.emulateMedia({ colorScheme: 'dark' })
  await expect(colors('dark', '#f0976f')).toBeVisible()
  await page.getByRole('button', { name: 'Theme' }).click()

  await expect(colors('light', '#a4421e')).toBeVisible()
})

panelTest(
  'a file goes to its signed address without the session, and into the message',
  async ({ page, hub }) => {
    hub.upstream.answers('Read it.')
    await openPanel(page)
    const uploaded = page.waitForRequest((request) => request.method() === 'PUT')

    await panel(page)
      .getByLabel('Files for the panel')
      .setInputFiles(notes('# Glaze\n\nThree coats.'))
    const upload = await uploaded
    await expect(panel(page).getByText('studio-notes.md')).toBeVisible()
    await askPanel(page, 'How many coats?')

    expect(upload.url()).toMatch(/\/attachments\/atc_/)
    expect(await upload.headerValue('x-session-id')).toBeNull()
    await expect(panelQuestions(page)).toContainText('studio-notes.md')
    await expect(panelAnswers(page)).toContainText('Read it.')
  },
)

panelTest('what the coach asks of the page, the page answers', async ({ page, hub }) => {
  hub.upstream.answers(
    plays(...response(functionCall('fc_1', 'get_local_date', {}))),
    'A fine day.',
  )
  const requests = chatKitRequests(page)
  await openPanel(page)

  await askPanel(page, 'Plan from today on.')

  await expect(panelAnswers(page)).toContainText('A fine day.')
  const answer = requests.find(isType('threads.add_client_tool_output'))
  expect(answer?.postDataJSON().params.result).toEqual({
    date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    time_zone: expect.any(String),
  })
})

panelTest('what the coach does to the page happens', async ({ page, hub }) => {
  await openPanel(page)
  const effect = {
    type: 'client_effect',
    name: 'download_file',
    data: { filename: 'plan.csv', mime_type: 'text/csv', text: 'day,hook' },
  }
  await page.route(`${hub.line.url}/chatkit`, (route) =>
    route.fulfill({
      contentType: 'text/event-stream',
      headers: { 'Access-Control-Allow-Origin': '*' },
      body: `data: ${JSON.stringify(effect)}\n\n`,
    }),
  )
  const download = page.waitForEvent('download')

  await askPanel(page, 'Give me the plan as a file.')

  expect((await download).suggestedFilename()).toBe('plan.csv')
})

panelTest('stopping in the panel ends the answer on the server', async ({ page, hub }) => {
  const held = new HeldAnswer()
  hub.upstream.answers(held.script, 'At your service.')
  await openPanel(page)
  const turn = hub.upstream.receivedTurn(hub.upstream.turns.length + 1)
  await askPanel(page, 'Take your time.')
  await held.say('These words ')
  await expect(panelAnswers(page)).toContainText('These words')

  await panel(page).getByRole('button', { name: 'Stop the panel' }).click()

  expect(await (await turn).closed).toEqual({ early: true })
  await askPanel(page, 'Go on.')
  await expect(panelAnswers(page)).toContainText(['These words', 'At your service.'])
})

panelTest('an answer can be rated, and asked for again', async ({ page, hub }) => {
  hub.upstream.answers('First try.', 'Second try.')
  await openPanel(page)
  await askPanel(page, 'What makes a good hook?')
  await expect(panelAnswers(page)).toContainText('First try.')

  const rated = page.waitForResponse((answer) => isType('items.feedback')(answer.request()))
  await panel(page).getByRole('button', { name: 'Like' }).click()
  expect((await rated).status()).toBe(200)
  await panel(page).getByRole('button', { name: 'Again' }).click()

  await expect(panelAnswers(page)).toHaveText([/Second try\./])
})

panelTest('a problem in the panel is said, and can be dismissed', async ({ page }) => {
  await openPanel(page)

  await complain(page, 'FileAttachmentError', 'Failed to upload file')

  const notice = page.getByRole('main').getByRole('alert')
  await expect(notice).toContainText('Failed to upload file')
  await notice.getByRole('button', { name: 'Dismiss' }).click()
  await expect(notice).toHaveCount(0)
  await expect(panelComposer(page)).toBeVisible()
})

panelTest.describe('where the panel cannot be', () => {
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
})

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

  expect(html).toContain('domain_pk_journeys')
  expect(html).not.toContain('chatkit-panel')
  expect(html).not.toContain('cdn.platform.openai.com')
  expect(response.headers()['content-security-policy']).toContain(
    'frame-src https://cdn.platform.openai.com',
  )
})

const panel = (page: Page) => page.getByRole('region', { name: 'Chat with your coach' })
const panelComposer = (page: Page) => page.getByRole('textbox', { name: 'Ask the panel' })
const panelMessages = (page: Page, type: string) =>
  panel(page)
    .getByRole('listitem')
    .and(page.locator(`[data-type=${type}]`))
const panelQuestions = (page: Page) => panelMessages(page, 'user_message')
const panelAnswers = (page: Page) => panelMessages(page, 'assistant_message')

/** Goes to the start page, and waits until the panel has taken over. */
async function openPanel(page: Page) {
  await servePanel(page)
  await open(page)
  await expect(panelComposer(page)).toBeVisible()
}

async function askPanel(page: Page, text: string) {
  await panelComposer(page).fill(text)
  await panel(page).getByRole('button', { name: 'Send to the panel' }).click()
}

/** What the panel's own script says of itself, from inside its frame. */
async function complain(page: Page, name: string, message: string) {
  await page.locator('openai-chatkit').evaluate(
    (element, [errorName, text]) => {
      const error = Object.assign(new Error(text), { name: errorName })
      element.dispatchEvent(new CustomEvent('chatkit.error', { detail: { error } }))
    },
    [name, message],
  )
}

/** What the page has asked of the ChatKit endpoint so far. */
function chatKitRequests(page: Page) {
  const requests: Request[] = []
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/chatkit')) requests.push(request)
  })
  return requests
}

const isType = (type: string) => (request: Request) =>
  request.method() === 'POST' && request.postDataJSON()?.type === type

const sessionOf = (page: Page) => page.evaluate(() => sessionStorage.getItem('hub-session'))
