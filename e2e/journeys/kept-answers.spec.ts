/** What was read of an answer stays, and what the server has to say beside one is told once. */
import {
  answers,
  ask,
  askAndWait,
  chatNamed,
  composer,
  conversation,
  expect,
  open,
  scriptedTest,
} from '../fixtures.ts'
import { isOfType } from '../hub/refusals.ts'
import {
  answerItem,
  answerJson,
  answerWith,
  questionItem,
  threadCreated,
} from '../hub/scripted-streams.ts'

scriptedTest.afterEach(({ page }) => page.unrouteAll({ behavior: 'wait' }))

const STORAGE_FULL = 'The storage is full, so this answer could not be kept.'
const nearlySpent = (percent: number) => ({
  type: 'notice',
  level: 'warning',
  title: 'Nearly used up for today',
  message: `The coach has used ${percent} % of what it may answer today.`,
})

scriptedTest(
  'an answer that could not be kept stays as it was read, with the reason',
  async ({ page }) => {
    const question = questionItem('thr_1', 'Where do I begin?')
    await open(page)
    await answerJson(page, isOfType('items.list'), () => ({ data: [question], has_more: false }))
    await answerWith(
      page,
      threadCreated('thr_1'),
      { type: 'thread.item.done', item: question },
      { type: 'thread.item.added', item: answerItem('thr_1', 'Begin with one post') },
      { type: 'error', code: 'custom', message: STORAGE_FULL, allow_retry: true },
    )

    await ask(page, 'Where do I begin?')
    const mark = conversation(page).getByRole('note')
    await expect(mark).toContainText(`${STORAGE_FULL} The text above is not saved.`)
    await expect(answers(page)).toContainText('Begin with one post')
    await expect(answers(page).getByRole('button', { name: 'Copy' })).toBeVisible()
    await expect(answers(page).getByRole('button', { name: 'Good answer' })).toHaveCount(0)

    // Read again, the chat does not hold it.
    await page.getByRole('link', { name: 'Library' }).click()
    await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible()
    await chatNamed(page, 'A chat').click()
    await expect(answers(page)).toContainText('Begin with one post')
    await expect(mark).toContainText('The text above is not saved.')
  },
)

scriptedTest(
  'a budget that is nearly spent is told once a chat, and can be dismissed',
  async ({ page, hub }) => {
    hub.upstream.answers('First.', 'Third.')
    await open(page)
    await askAndWait(page, 'One')
    await expect(page).toHaveURL(/\/chat\//)
    const threadId = page.url().split('/').at(-1) ?? ''
    await answerWith(
      page,
      { type: 'thread.item.done', item: questionItem(threadId, 'Two') },
      nearlySpent(81),
      { type: 'thread.item.done', item: answerItem(threadId, 'Second.') },
    )

    await ask(page, 'Two')
    const note = page.getByRole('main').getByRole('status').filter({ hasText: 'Nearly used up' })
    await expect(note).toContainText('The coach has used 81 % of what it may answer today.')
    await askAndWait(page, 'Three')
    await expect(note).toBeVisible()
    await note.getByRole('button', { name: 'Dismiss: Nearly used up for today' }).click()
    await expect(note).toHaveCount(0)
    await expect(composer(page)).toBeFocused()

    await answerWith(
      page,
      {
        type: 'thread.item.done',
        item: questionItem(threadId, 'Four', 'msg_question_4'),
      },
      nearlySpent(97),
      { type: 'thread.item.done', item: answerItem(threadId, 'Fourth.', 'msg_answer_4') },
    )
    await ask(page, 'Four')
    await expect(answers(page).last()).toContainText('Fourth.')
    await expect(note).toHaveCount(0)
  },
)
