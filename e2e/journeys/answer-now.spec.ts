import {
  ask,
  coachAnswer,
  composer,
  conversation,
  expect,
  open,
  questions,
  scriptedTest,
} from '../fixtures.ts'
import { HeldAnswer, thinks } from '../hub/scripted-hub.ts'

/** The button waits four seconds before it offers itself. */
const PATIENCE = { timeout: 10_000 }

scriptedTest(
  'an answer that is long in coming can be had at once, from what was thought so far, also where asking for it fails first',
  async ({ page, hub, expectConsole }) => {
    expectConsole(/status of 503/)
    const held = new HeldAnswer()
    hub.upstream.answers(thinks('Weighing a hundred hooks'), held.script)
    await open(page)
    await ask(page, 'Find me the best hook.')
    const answerNow = page.getByRole('button', { name: 'Answer now' })
    await expect(conversation(page)).toContainText('Thinking it through')
    await expect(answerNow).toHaveCount(0)
    await expect(answerNow).toBeVisible(PATIENCE)

    await page.route(
      /\/answer-now$/,
      (route) => route.fulfill({ status: 503, headers: { 'Access-Control-Allow-Origin': '*' } }),
      { times: 1 },
    )
    await answerNow.click()
    await expect(conversation(page).getByRole('alert')).toContainText('cannot be reached')
    await answerNow.click()

    await expect(composer(page)).toBeFocused()
    await held.say('Ask a question.')
    await expect(page.getByRole('button', { name: /^Answer(ing)? now/ })).toHaveCount(0)
    await held.finish()
    await expect(await coachAnswer(page)).toContainText('Ask a question.')
    await expect(questions(page)).toHaveCount(1)
    const told = JSON.stringify(hub.upstream.turns.at(-1)?.json.input)
    expect(told).toContain('Weighing a hundred hooks')
  },
)

scriptedTest('nothing is hurried that is being written already', async ({ page, hub }) => {
  const held = new HeldAnswer()
  hub.upstream.answers(held.script)
  await open(page)
  await ask(page, 'Speak slowly.')
  await held.say('One ')

  await expect(conversation(page)).toContainText(/[5-9] s/, PATIENCE)

  await expect(page.getByRole('button', { name: 'Answer now' })).toHaveCount(0)
  await held.finish()
})
