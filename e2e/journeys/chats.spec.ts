import {
  answers,
  ask,
  askAndWait,
  chatNamed,
  chats,
  composer,
  conversation,
  expect,
  greeting,
  NOT_FOUND,
  newChat,
  open,
  pickChatOption,
  questions,
  scriptedTest,
  test,
} from '../fixtures.ts'
import { HeldAnswer } from '../hub/scripted-hub.ts'

const HOOK = 'What makes a good hook?'
const BURNOUT = 'How do I avoid burnout?'

test('each chat has an address and a draft of its own, and the list, back and forward lead there', async ({
  page,
}) => {
  await open(page)
  await askAndWait(page, HOOK)
  await expect(page).toHaveURL(/\/chat\/thr_\w+$/)
  const hookAddress = page.url()
  await newChat(page)
  await expect(page).toHaveURL('/')
  await askAndWait(page, BURNOUT)
  const burnoutAddress = page.url()

  expect(burnoutAddress).not.toBe(hookAddress)
  await expect(chats(page).getByRole('link')).toHaveText([/burnout/i, /hook/i])

  await test.step('the list', async () => {
    await chatNamed(page, /hook/i).click()
    await expect(page).toHaveURL(hookAddress)
    await expect(questions(page)).toHaveText([HOOK])
    await expect(answers(page)).toHaveText(/A good hook/)
    await expect(chatNamed(page, /hook/i)).toHaveAttribute('aria-current', 'page')
    await expect(chatNamed(page, /burnout/i)).not.toHaveAttribute('aria-current')
  })

  await test.step('back and forward', async () => {
    await page.goBack()
    await expect(questions(page)).toHaveText([BURNOUT])
    await page.goBack()
    await expect(questions(page)).toHaveText([HOOK])
    await page.goForward()
    await expect(questions(page)).toHaveText([BURNOUT])
    await expect(answers(page)).toHaveText(/Burnout/)
  })

  await test.step('what is being written in each waits there', async () => {
    await composer(page).fill('Half a thought about burnout')
    await newChat(page)
    await expect(composer(page)).toHaveValue('')
    await composer(page).fill('Half a new question')

    await chatNamed(page, /burnout/i).click()
    await expect(questions(page)).toHaveText([BURNOUT])
    await expect(composer(page)).toHaveValue('Half a thought about burnout')
    await newChat(page)
    await expect(composer(page)).toHaveValue('Half a new question')
  })
})

test('a chat can be renamed, and is deleted only after a second word', async ({
  page,
  expectConsole,
}) => {
  expectConsole(NOT_FOUND)
  await open(page)
  await askAndWait(page, HOOK)

  await test.step('renamed', async () => {
    await pickChatOption(page, 'hook', 'Rename')
    const dialog = page.getByRole('dialog', { name: 'Rename chat' })
    await dialog.getByRole('textbox', { name: 'Title' }).fill('First lines')
    await page.keyboard.press('Enter')

    await expect(dialog).toHaveCount(0)
    await expect(chats(page).getByRole('link')).toHaveText(['First lines'])
    await expect(page).toHaveTitle('First lines · Coaching Hub')
    await askAndWait(page, 'three more')
    await expect(chats(page).getByRole('link')).toHaveText(['First lines'])
  })

  const dialog = page.getByRole('dialog')
  await test.step('not deleted after all', async () => {
    await pickChatOption(page, 'First lines', 'Delete')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await expect(dialog).toHaveCount(0)
    await expect(questions(page)).toHaveText([HOOK, 'three more'])

    await pickChatOption(page, 'First lines', 'Delete')
    await page.keyboard.press('Escape')
    await expect(dialog).toHaveCount(0)
    await expect(chats(page).getByRole('link')).toHaveCount(1)
  })

  await test.step('deleting another chat leaves the open one alone', async () => {
    await newChat(page)
    await askAndWait(page, BURNOUT)
    await pickChatOption(page, 'First lines', 'Delete')
    await dialog.getByRole('button', { name: 'Delete' }).click()

    await expect(chats(page).getByRole('link')).toHaveText([/burnout/i])
    await expect(questions(page)).toHaveText([BURNOUT])
    await expect(answers(page)).toHaveText(/Burnout/)
  })

  await test.step('deleting the open one leads to a fresh one, and its address to nothing', async () => {
    await page.getByRole('link', { name: 'Library' }).click()
    await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible()
    await chatNamed(page, /burnout/i).click()
    await expect(questions(page)).toHaveText([BURNOUT])
    await pickChatOption(page, 'burnout', 'Delete')
    await dialog.getByRole('button', { name: 'Delete' }).click()

    await expect(greeting(page)).toBeVisible()
    await expect(page).toHaveURL('/')
    await expect(chats(page).getByRole('link')).toHaveCount(0)
    await expect(composer(page)).toBeEditable()
    await page.goBack()
    await expect(page.getByText('This chat is no longer here')).toBeVisible()
  })
})

scriptedTest.describe('switching during an answer', () => {
  scriptedTest(
    'neither loses nor mixes anything, and the list shows who is being answered',
    async ({ page, hub }) => {
      const [first, second] = [new HeldAnswer('msg_first'), new HeldAnswer('msg_second')]
      hub.upstream.answers(first.script, second.script)
      await open(page)
      await ask(page, 'Apples')
      await first.say('Apples are ')
      await expect(answers(page)).toContainText('Apples are')
      await page.getByRole('link', { name: 'New chat', exact: true }).click()
      await ask(page, 'Pears')
      await second.say('Pears are ')
      await expect(answers(page)).toContainText('Pears are')

      await expect(chatNamed(page, 'Apples')).toHaveAccessibleDescription(/answering/)
      await expect(chatNamed(page, 'Pears')).toHaveAccessibleDescription(/answering/)
      await first.say('red ')
      await second.say('green ')
      await expect(answers(page)).toContainText('Pears are green')

      await chatNamed(page, 'Apples').click()
      await expect(answers(page)).toContainText('Apples are red')
      await second.say('and soft.')
      await second.finish()
      await expect(chatNamed(page, 'Pears')).not.toHaveAccessibleDescription(/answering/)
      await expect(chatNamed(page, 'Apples')).toHaveAccessibleDescription(/answering/)
      await first.say('and crisp.')
      await expect(answers(page)).toContainText('Apples are red and crisp.')
      await first.finish()
      await expect(conversation(page)).not.toHaveAttribute('aria-busy', 'true')

      await expect(answers(page)).toContainText('Apples are red and crisp.')
      await expect(questions(page)).toHaveText(['Apples'])
      await chatNamed(page, 'Pears').click()
      await expect(questions(page)).toHaveText(['Pears'])
      await expect(answers(page)).toContainText('Pears are green and soft.')
    },
  )

  scriptedTest(
    'a deleted chat stays away, even with its answer under way',
    async ({ page, hub }) => {
      const held = new HeldAnswer()
      hub.upstream.answers(held.script, 'Back to work.')
      await open(page)
      await ask(page, 'Apples')
      await held.say('Apples are ')
      await expect(answers(page)).toContainText('Apples are')

      await pickChatOption(page, 'Apples', 'Delete')
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()

      await expect(greeting(page)).toBeVisible()
      await expect(chats(page).getByRole('link')).toHaveCount(0)
      await expect(await askAndWait(page, 'Pears')).toContainText('Back to work.')
      await expect(chats(page).getByRole('link')).toHaveText(['Pears'])
    },
  )
})
