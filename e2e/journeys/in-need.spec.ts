import { expectNoBarriers } from '../barriers.ts'
import { askAndWait, chats, expect, open, questions, sources, test } from '../fixtures.ts'

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })

test('somebody in need is told on their phone whom to call, and the list of chats does not show what they wrote', async ({
  page,
}) => {
  const words = 'I can’t do this any more. I want to end my life'
  await open(page)
  const answer = await askAndWait(page, words)

  await expect(answer.getByText('It matters more than any content')).toBeInViewport()
  await expect(answer).toContainText('call your local emergency number')
  const helpline = answer.getByRole('link', { name: 'findahelpline.com' })
  await expect(helpline).toBeInViewport()
  await expect(helpline).toHaveAttribute('href', 'https://findahelpline.com')
  await expect(helpline).toHaveAttribute('target', '_blank')
  await expect(answer).toContainText('You do not have to get through this alone')
  await expect(sources(answer)).toHaveCount(0)
  await expect(questions(page)).toContainText(words)
  await expectNoBarriers(page)

  await page.setViewportSize({ width: 1280, height: 800 })
  await expect(chats(page).getByRole('link', { name: 'A conversation' })).toBeVisible()
  await expect(chats(page)).not.toContainText('end my life')
  await expect(page).toHaveTitle(/A conversation/)
})
