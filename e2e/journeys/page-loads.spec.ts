import { expect, test } from '../fixtures.ts'

test('the first document already holds the greeting and the composer', async ({ request }) => {
  const response = await request.get('/')

  expect(response.status()).toBe(200)
  const html = await response.text()
  expect(html).toMatch(/<h1[\s>]/)
  expect(html).toMatch(/<textarea[^>]*>|<input[^>]*type="text"/)
})

test('the page greets, offers starters and takes a message', async ({ page }) => {
  await page.goto('/')

  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeEditable()
  await expect(page.getByRole('navigation', { name: 'Chats' })).toBeVisible()
})
