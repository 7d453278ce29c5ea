import type { Page, Request } from '@playwright/test'
import { functionCall, response } from '../../backend/test/upstream/response-events.ts'
import { plays } from '../../backend/test/upstream/scripted-upstream.ts'
import { chatNamed, composer, expect, pickChatOption, questions, test } from '../fixtures.ts'
import {
  askPanel,
  complain,
  openPanel,
  panel,
  panelAnswers,
  panelComposer,
  panelQuestions,
  panelTest,
} from '../hub/panel-journeys.ts'
import { notes } from '../hub/sample-files.ts'
import { HeldAnswer } from '../hub/scripted-hub.ts'

panelTest(
  'the panel comes up, and a message in it begins a chat of this session',
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

    await expect(page).toHaveURL(/\/chat\/thr_\w+$/)
    await expect(chatNamed(page, 'Asking for hooks')).toHaveAttribute('aria-current', 'page')
    await expect(page).toHaveTitle('Asking for hooks · Coaching Hub')
    await expect(page.getByRole('heading', { level: 1, name: 'Asking for hooks' })).toBeAttached()
    await expect(panelAnswers(page)).toContainText('Begin with')
  },
)

panelTest(
  'list, address and panel show the same chat, whichever of them moves',
  async ({ page, hub }) => {
    hub.upstream.answers('About hooks.', 'About rest.')
    await openPanel(page)
    await askPanel(page, 'Hooks')
    await expect(panelAnswers(page)).toContainText('About hooks.')
    await expect(page).toHaveURL(/\/chat\/thr_\w+$/)
    const hooks = page.url()

    await page.getByRole('link', { name: 'New chat', exact: true }).click()
    await expect(
      panel(page).getByRole('heading', { name: 'What are we making today?' }),
    ).toBeVisible()
    await expect(panelComposer(page)).toBeFocused()
    await askPanel(page, 'Burnout')
    await expect(panelAnswers(page)).toContainText('About rest.')
    await expect(page).toHaveURL(/\/chat\/thr_\w+$/)
    await expect(page).not.toHaveURL(hooks)

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
  'the panel keeps the answer it is writing while the reader looks at the library',
  async ({ page, hub }) => {
    const held = new HeldAnswer()
    hub.upstream.answers(held.script)
    await openPanel(page)
    await askPanel(page, 'Take your time.')
    await held.say('First half, ')
    await expect(panelAnswers(page)).toContainText('First half,')
    await expect(page).toHaveURL(/\/chat\/thr_\w+$/)
    const requests = chatKitRequests(page)

    await test.step('it does not read again what it knows', async () => {
      await page.getByRole('link', { name: 'Library' }).click()
      await expect(panelComposer(page)).toHaveCount(0)
      await page.goBack()
      await expect(panelAnswers(page)).toContainText('First half,')
      await held.say('a bit more, ')
      await expect(panelAnswers(page)).toContainText('First half, a bit more,')
      expect(requests.filter(isType('threads.get_by_id'))).toEqual([])
    })
    await test.step('it has what came meanwhile', async () => {
      await page.getByRole('link', { name: 'Library' }).click()
      await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible()
      await held.say('second half.')
      await held.finish()
      await page.goBack()
      await expect(panelAnswers(page)).toContainText('First half, a bit more, second half.')
    })
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

panelTest(
  'a message can carry a file, the page answers the coach, an answer is rated and asked for again',
  async ({ page, hub }) => {
    hub.upstream.answers(
      'Read it.',
      plays(...response(functionCall('fc_1', 'get_local_date', {}))),
      'A fine day.',
      'A better day.',
    )
    const requests = chatKitRequests(page)
    await openPanel(page)

    await test.step('the file goes to its signed address without the session', async () => {
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
    })

    await test.step('what the coach asks of the page, the page answers', async () => {
      await askPanel(page, 'Plan from today on.')

      await expect(panelAnswers(page).last()).toContainText('A fine day.')
      const answer = requests.find(isType('threads.add_client_tool_output'))
      expect(answer?.postDataJSON().params.result).toEqual({
        date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
        time_zone: expect.any(String),
      })
    })

    await test.step('the answer is rated, and asked for again', async () => {
      const rated = page.waitForResponse((answer) => isType('items.feedback')(answer.request()))
      await panel(page).getByRole('button', { name: 'Like' }).last().click()
      expect((await rated).status()).toBe(200)
      await panel(page).getByRole('button', { name: 'Again' }).last().click()

      await expect(panelAnswers(page)).toHaveText([/Read it\./, /A better day\./])
    })
  },
)

panelTest(
  'the panel has the colours of the page, tells its problems, and the coach acts on the page',
  async ({ page, hub }) => {
    await page.emulateMedia({ colorScheme: 'light' })
    await openPanel(page)

    await test.step('colours, also when they change', async () => {
      const colors = (scheme: string, accent: string) =>
        page.locator(`openai-chatkit section[data-color-scheme=${scheme}][data-accent="${accent}"]`)
      await expect(colors('light', '#a4421e')).toBeVisible()
      await page.emulateMedia({ colorScheme: 'dark' })
      await expect(colors('dark', '#f0976f')).toBeVisible()
      await page.getByRole('button', { name: 'Theme' }).click()
      await expect(colors('light', '#a4421e')).toBeVisible()
    })

    await test.step('a problem is told, and can be dismissed', async () => {
      await complain(page, 'FileAttachmentError', 'Failed to upload file')
      const notice = page.getByRole('main').getByRole('alert')
      await expect(notice).toContainText('Failed to upload file')
      await notice.getByRole('button', { name: 'Dismiss' }).click()
      await expect(notice).toHaveCount(0)
      await expect(panelComposer(page)).toBeVisible()
    })

    await test.step('what the coach does to the page happens', async () => {
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
  },
)

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
