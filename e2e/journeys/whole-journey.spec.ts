import { askAndWait, chatNamed, expect, greeting, open, pickChatOption, test } from '../fixtures.ts'
import { notes, picture } from '../hub/sample-files.ts'

test('over a whole visit the servers answer every request, and none with an error', async ({
  page,
  context,
}) => {
  const statuses = new Map<string, number[]>()
  context.on('response', (response) => {
    const { origin, pathname } = new URL(response.url())
    const key = `${response.request().method()} ${origin.replace(/\d+$/, '')}${pathname}`
    statuses.set(key, [...(statuses.get(key) ?? []), response.status()])
  })
  const broken: string[] = []
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText
    // Moving on ends what is no longer needed.
    if (why !== 'net::ERR_ABORTED') broken.push(`${request.method()} ${request.url()} ${why}`)
  })

  await open(page)
  await page.getByRole('button', { name: 'Ideal client profile' }).click()
  await expect(page.getByRole('list', { name: 'Sources' })).toBeVisible()
  await askAndWait(page, 'three more')
  await page.getByLabel('Attach files', { exact: true }).setInputFiles([notes('Red.'), picture])
  const answer = await askAndWait(page, 'What do my notes say?')
  await answer.getByRole('button', { name: 'Good answer' }).click()
  await answer.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('link', { name: 'Library' }).click()
  await page.getByLabel('Add files').setInputFiles(notes('Blue.', 'colours.md'))
  await page.getByRole('button', { name: 'Remove colours.md' }).click()
  await expect(page.getByText('colours.md')).toHaveCount(0)
  await page.getByRole('link', { name: 'New chat', exact: true }).click()
  await askAndWait(page, 'What makes a good hook?')
  await pickChatOption(page, 'hook', 'Rename')
  await page.getByRole('textbox', { name: 'Title' }).fill('First lines')
  await page.keyboard.press('Enter')
  await chatNamed(page, 'First lines').click()
  await pickChatOption(page, 'First lines', 'Delete')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect(greeting(page)).toBeVisible()
  const forgotten = page.waitForResponse((response) => response.url().endsWith('/session'))
  await page.reload()
  await forgotten
  await expect(greeting(page)).toBeVisible()

  const chatkit = [...statuses].filter(([key]) => /POST .*\/chatkit$/.test(key))
  expect(chatkit.flatMap(([, codes]) => codes).length).toBeGreaterThan(8)
  const errors = [...statuses].filter(([, codes]) => codes.some((code) => code >= 400))
  expect(errors).toEqual([])
  expect(broken).toEqual([])
})
