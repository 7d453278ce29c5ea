import { expect, greeting, open, test } from '../fixtures.ts'

const STARTERS = ['Hook templates', 'Content strategy', 'Ideal client profile', 'Script templates']

test('the first HTML already holds greeting, chats, composer and starter prompts', async ({
  request,
}) => {
  const response = await request.get('/')
  const html = await response.text()

  expect(response.status()).toBe(200)
  expect(response.headers()['content-type']).toBe('text/html; charset=utf-8')
  expect(html).toMatch(/<h1[^>]*>What are we making today\?<\/h1>/)
  expect(html).toMatch(/<nav[^>]*aria-label="Chats"/)
  expect(html).toMatch(/<textarea[^>]*name="message"/)
  for (const starter of STARTERS) expect(html).toContain(starter)
})

test('a page whose scripts never come shows the same', async ({ page }) => {
  await page.route('**/*.js', () => new Promise(() => {})) // requested, never answered

  await page.goto('/', { waitUntil: 'commit' })

  await expect(greeting(page)).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Chats' })).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeEditable()
  await expect(page.getByRole('button', { name: 'Send' })).toBeEnabled()
  for (const name of STARTERS) await expect(page.getByRole('button', { name })).toBeEnabled()
})

test('nothing moves or vanishes when the scripts take over', async ({ page }) => {
  await page.addInitScript(() => {
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) document.documentElement.dataset.shift = entry.name
    }).observe({ type: 'layout-shift', buffered: true })
  })

  await open(page)

  await expect(greeting(page)).toBeVisible()
  for (const name of STARTERS) await expect(page.getByRole('button', { name })).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused()
  await expect(page.locator('html')).not.toHaveAttribute('data-shift')
})

test('an unknown address says so, with status 404 and a way on', async ({
  page,
  expectConsole,
}) => {
  expectConsole(/status of 404/)

  const response = await page.goto('/no/such/page')

  expect(response?.status()).toBe(404)
  await expect(page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible()
  await page.getByRole('main').getByRole('link', { name: 'Start a new chat' }).click()
  await expect(greeting(page)).toBeVisible()
})
