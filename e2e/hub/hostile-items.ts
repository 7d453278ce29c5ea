/** What a chat may hold that would break the page that shows it, were it trusted. */
import { HOSTILE_TEXTS, READABLE } from '../../frontend/test/hostile-texts.ts'

export { READABLE }

const AT = '2026-01-01T00:00:00Z'

/** JSON itself: too deep for `JSON.stringify` in one go. */
function deepJson(depth: number, open: string, close: string) {
  return `${open.repeat(depth)}{"type":"Text","value":"too deep"}${close.repeat(depth)}`
}

const texts = Object.values(HOSTILE_TEXTS)

/** The newest page of a chat of such items, newest first, each of them readable; as JSON. */
export function hostilePage(threadId: string): string {
  const items = [
    ...texts.map((text) => ({
      type: 'assistant_message',
      content: [{ type: 'output_text', text, annotations: [] }],
    })),
    ...texts
      .slice(0, 5)
      .map((text) => ({ type: 'user_message', content: [{ type: 'input_text', text }] })),
    { type: 'widget', widget: { type: 'ListView', children: rows(5_000) } },
    { type: 'widget', widget: { type: 'Hologram', children: [{ type: 'Text', value: READABLE }] } },
    { type: 'widget', widget: { type: 'Card', children: [{ type: 'Text', color: 'toString' }] } },
    { type: 'workflow', workflow: { tasks: [null, { type: 'constructor', title: READABLE }] } },
    { type: 'client_tool_call', status: 'completed', name: 'constructor' },
    { type: 'assistant_message' },
    { type: 'user_message', content: 7, attachments: {} },
    { type: 'generated_image', image: { url: 'javascript:alert(1)' } },
    { type: '__proto__' },
    {
      type: 'assistant_message',
      content: [
        {
          text: `${READABLE} [x](javascript:alert(1))`,
          annotations: [
            { type: 'annotation', index: -1, source: { type: 'file', filename: 'a\ud800.md' } },
            { type: 'annotation', index: 1e300, source: { type: 'constructor' } },
          ],
        },
      ],
    },
  ].map((item, i) =>
    JSON.stringify({ id: `item_${i}`, thread_id: threadId, created_at: AT, ...item }),
  )
  const deep = [
    deepJson(10_000, '{"type":"Box","children":[', ']}'),
    deepJson(10_000, '[', ']'),
    deepJson(10_000, '{"a":', '}'),
  ].map(
    (json, i) =>
      `{"id":"deep_${i}","type":"widget","widget":{"type":"Card","children":[{"type":"Text","value":"${READABLE}"},${json}]}}`,
  )
  return `{"data":[${[...items, ...deep].join(',')}],"has_more":false}`
}

const rows = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    type: 'ListViewItem',
    children: [{ type: 'Text', value: `${READABLE} ${i}` }],
  }))
