import { expect, test, vi } from 'vitest'
import { panelOptions } from './panel-options'

const limits = {
  message_chars: 32_000,
  attachment_bytes: 1_000,
  attachments_per_message: 3,
  library_file_bytes: 2_000,
}
const facts = {
  apiBase: 'https://api.example.com',
  domainKey: 'domain_pk_1',
  fetch: globalThis.fetch,
  session: { uploads: true, dictation: true, limits },
  colorScheme: 'light' as const,
  initialThread: 'thr_1',
  onAsk: async () => {},
}

test('the panel speaks to our API, with the key of this domain', () => {
  expect(panelOptions(facts).api).toEqual({
    url: 'https://api.example.com/chatkit',
    domainKey: 'domain_pk_1',
    fetch: globalThis.fetch,
    uploadStrategy: { type: 'two_phase' },
  })
})

test('files and dictation are offered as far as this session has them', () => {
  const none = { ...facts, session: { uploads: false, dictation: false, limits } }

  expect(panelOptions(facts).composer).toMatchObject({
    attachments: { enabled: true, maxSize: 1_000, maxCount: 3 },
    dictation: { enabled: true },
  })
  expect(panelOptions(none).composer).toMatchObject({
    attachments: { enabled: false },
    dictation: { enabled: false },
  })
})

test('it begins with our greeting and starter prompts, and leaves the list of chats to the page', () => {
  const { startScreen, history, header } = panelOptions(facts)

  expect(startScreen?.greeting).toBe('What are we making today?')
  expect(startScreen?.prompts?.map(({ label }) => label)).toEqual([
    'Hook templates',
    'Content strategy',
    'Ideal client profile',
    'Script templates',
  ])
  expect([history, header]).toEqual([{ enabled: false }, { enabled: false }])
})

test('its colours are those of the page, in both themes', () => {
  const colors = (colorScheme: 'light' | 'dark') => panelOptions({ ...facts, colorScheme }).theme

  expect(colors('light')).toMatchObject({ color: { accent: { primary: '#a4421e' } } })
  expect(colors('dark')).toMatchObject({
    colorScheme: 'dark',
    color: { accent: { primary: '#f0976f' } },
  })
})

test('what the coach asks of the page, the page answers', async () => {
  const { onClientTool } = panelOptions(facts)

  expect(await onClientTool?.({ name: 'get_local_date', params: {} })).toHaveProperty('date')
})

test('what a widget offers is asked, and other actions of the page ask nothing', async () => {
  const onAsk = vi.fn(async () => {})
  const { widgets } = panelOptions({ ...facts, onAsk })
  const item = { id: 'msg_1', widget: { type: 'ListView' as const, children: [] } }

  await widgets?.onAction?.({ type: 'chat.send_message', payload: { text: 'Prices?' } }, item)
  await widgets?.onAction?.({ type: 'chat.send_message', payload: { text: ' ' } }, item)
  await widgets?.onAction?.({ type: 'plan.print', payload: { text: 'Prices?' } }, item)

  expect(onAsk.mock.calls).toEqual([['Prices?']])
})
