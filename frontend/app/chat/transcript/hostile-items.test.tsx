import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { readItem, readPage, readThreads } from '~/api/read-item'
import { textOfItem } from '~/items/item-text'
import { RichItem } from '~/items/rich-item'
import WidgetRoot from '~/items/widget/widget-root'
import { markCitations, numberSources } from '~/markdown/citations'
import MarkdownBlocks from '~/markdown/markdown-blocks'
import { HOSTILE_TEXTS, READABLE } from '../../../test/hostile-texts'
import { UserMessage } from './user-message'

/** Ten times what the slowest takes; what takes the square of its length takes far more. */
const LONGEST_MS = 3_000

/** In this thread's own CPU time: what other processes of a busy machine take does not count. */
function timed<T>(work: () => T) {
  const began = process.threadCpuUsage()
  const made = work()
  const { user, system } = process.threadCpuUsage(began)
  return { made, ms: (user + system) / 1000 }
}

const fields = { id: 'i1', thread_id: 'thr_1', created_at: '2026-01-01T00:00:00Z' }

/** As it comes from the API: as JSON, in a page of items. */
function stored(item: object) {
  const [read] = readPage({ data: [{ ...fields, ...item }], has_more: false }).data
  if (!read) throw new Error('No test reads what has no id.')
  return read
}

function draw(item: object) {
  const read = stored(item)
  if (read.type === 'user_message') return renderToStaticMarkup(<UserMessage item={read} />)
  if (read.type === 'widget') {
    return renderToStaticMarkup(<WidgetRoot item={read} isBusy={false} onAction={done} />)
  }
  return renderToStaticMarkup(
    <RichItem item={read} isBusy={false} isLatest={false} canAct onAction={done} />,
  )
}

const done = () => Promise.resolve()

function depthOf(html: string) {
  let depth = 0
  let deepest = 0
  for (const [tag] of html.matchAll(/<\/?[a-z][^>]*>/g)) {
    if (/^<(br|hr|img|input)|\/>$/.test(tag)) continue
    depth += tag.startsWith('</') ? -1 : 1
    deepest = Math.max(deepest, depth)
  }
  return deepest
}

describe.each(Object.entries(HOSTILE_TEXTS))('a text of %s', (_, text) => {
  test.each([false, true])('is drawn in no time, and can be read (growing: %s)', (isGrowing) => {
    const { made, ms } = timed(() =>
      renderToStaticMarkup(
        <MarkdownBlocks text={text} isGrowing={isGrowing} sources={[]} messageId="m1" />,
      ),
    )

    expect(made).toContain(READABLE)
    expect(depthOf(made)).toBeLessThan(120)
    expect(ms).toBeLessThan(LONGEST_MS)
  })

  test('has its citations found in no time', () => {
    const source = { type: 'file' as const, title: 'a.md', filename: 'a.md' }
    const annotations = Array.from({ length: 1_000 }, (_, i) => ({
      type: 'annotation' as const,
      source,
      index: Math.floor((text.length * i) / 1_000),
    }))
    const part = { type: 'output_text' as const, text, annotations }

    const { made, ms } = timed(() => markCitations(part, numberSources([part])))

    expect(made).toContain(READABLE)
    expect(ms).toBeLessThan(LONGEST_MS)
  })

  test('is drawn as the words of a person, and as a step of the coach', () => {
    const { made, ms } = timed(() =>
      [
        { type: 'user_message', content: [{ type: 'input_text', text }] },
        { type: 'task', task: { type: 'thought', content: text } },
        { type: 'task', task: { type: 'custom', title: text } },
      ]
        .map(draw)
        .join(''),
    )

    expect(made).toContain(READABLE)
    expect(ms).toBeLessThan(LONGEST_MS)
  })
})

describe('a stored item', () => {
  const nested = (depth: number, wrap: (inner: object) => object) => {
    let value: object = { type: 'Text', value: 'too deep' }
    for (let i = 0; i < depth; i += 1) value = wrap(value)
    return value
  }

  test.each([
    ['children', (inner: object) => ({ type: 'Box', children: [inner] })],
    ['a payload', (inner: object) => ({ payload: inner })],
    ['lists', (inner: object) => [inner]],
  ])('that is 10,000 deep in %s does not break what stands beside it', (_, wrap) => {
    const children = [nested(10_000, wrap), { type: 'Text', value: READABLE }]

    expect(draw({ type: 'widget', widget: { type: 'Card', children } })).toContain(READABLE)
  })

  test('that is 10,000 deep in what a tool was told, or said, is drawn', () => {
    const deep = nested(10_000, (inner) => ({ inner }))

    const html = draw({
      type: 'client_tool_call',
      status: 'completed',
      name: READABLE,
      arguments: deep,
      output: deep,
    })

    expect(html).toContain(READABLE)
    expect(() => JSON.stringify(stored({ type: 'task', task: deep }))).not.toThrow()
  })

  test.each([
    { type: 'user_message' },
    { type: 'user_message', content: 'text', attachments: { id: 1 }, quoted_text: 7 },
    { type: 'user_message', content: [null, 1, {}], attachments: [null, {}, { id: 'a' }] },
    { type: 'workflow' },
    { type: 'workflow', workflow: { tasks: [null, 1, { type: 'web_search' }], summary: [] } },
    { type: 'workflow', workflow: { tasks: 'none', summary: { duration: -1e300 } } },
    { type: 'task' },
    { type: 'task', task: { type: 'constructor', title: {}, content: [] } },
    { type: 'task', task: { type: 'web_search', queries: [{}], sources: [{ type: 'url' }] } },
    { type: 'task', task: { type: 'file', sources: [{ type: 'file' }, null] } },
    { type: 'structured_input' },
    { type: 'structured_input', status: '__proto__', inputs: [null, { id: 'a' }, { id: 'a' }] },
    { type: 'structured_input', status: 'answered', inputs: [{ id: 'a', answer: 'yes' }] },
    { type: 'client_tool_call' },
    { type: 'client_tool_call', status: 'completed', name: 'constructor' },
    { type: 'generated_image', image: { url: 'javascript:alert(1)' } },
    { type: 'generated_image', image: [] },
    { type: 'widget' },
    { type: 'widget', widget: [] },
    { type: 'widget', widget: { type: 'constructor', children: {} } },
    { type: 'widget', widget: { type: 'Card', children: [{ type: 'Text', color: 'toString' }] } },
    { type: 'widget', widget: { type: 'Card', size: '__proto__', confirm: 1, status: [] } },
    { type: '__proto__' },
    { type: 7 },
    {},
  ])('that lacks what it should have is drawn without it: %j', (item) => {
    expect(draw(item)).not.toMatch(/function|\[object|undefined|NaN|javascript:/)
  })

  test('may name what every object has', () => {
    const json = `{"id":"i1","type":"widget","widget":{"type":"Card","__proto__":{"type":"Card"},
      "children":[{"type":"Chart","xAxis":"__proto__","series":[{"dataKey":"constructor"}],"data":[{"__proto__":1}]},
      {"type":"Text","value":"${READABLE}"}]}}`

    const html = draw(JSON.parse(json))

    expect(html).toContain(READABLE)
    expect(html).not.toContain('function')
    expect(({} as { type?: string }).type).toBeUndefined()
  })

  test.each([
    ['rows of a list', { type: 'ListView', children: rows(5_000, 'ListViewItem') }],
    ['rows of a table', card({ type: 'Table', children: rows(5_000, 'Table.Row') })],
    ['choices', card({ type: 'Select', options: rows(5_000, '') })],
    ['points by 5,000 series', card(chart(5_000))],
  ])('of 5,000 %s is drawn in no time, or its words are', (_, widget) => {
    const item = stored({ type: 'widget', widget })

    const { made, ms } = timed(() => draw({ type: 'widget', widget }))

    expect(made + textOfItem(item)).toContain(READABLE)
    expect(ms).toBeLessThan(LONGEST_MS)
  })

  test('of half characters has whole ones, as a browser would otherwise read another text', () => {
    const item = stored({ type: 'user_message', content: [{ text: 'a\ud800b 👋' }] })

    expect(textOfItem(item)).toBe('a\uFFFDb 👋')
  })

  test('without a name to go by is left out, and of two of one name the later is shown', () => {
    const page = readPage({
      data: [{ type: 'task' }, null, 7, { id: 'a', type: 'task' }, { id: 'a', type: 'workflow' }],
    })

    expect(page.data).toMatchObject([{ id: 'a', type: 'workflow' }])
  })

  test('that is none at all leaves an empty chat, or no chats', () => {
    for (const odd of [null, 7, 'text', [], { data: 'none' }]) {
      expect(readPage(odd)).toEqual({ data: [], has_more: false })
      expect(readThreads(odd)).toMatchObject({ data: [], has_more: false })
    }
  })

  test('is otherwise as it was stored', () => {
    const answer = {
      ...fields,
      type: 'assistant_message',
      content: [
        {
          type: 'output_text',
          text: 'Begin.',
          annotations: [
            {
              type: 'annotation',
              index: 3,
              source: { type: 'file', title: 'a.md', filename: 'a.md', group: 'g' },
              passage: { file_id: 'f1', page: 2, score: 0.5 },
            },
          ],
        },
      ],
    }

    expect(readItem(answer)).toEqual([answer])
  })
})

function card(...children: object[]) {
  return { type: 'Card', children }
}

function rows(count: number, type: string) {
  return Array.from({ length: count }, (_, i) => ({
    type,
    value: `${READABLE} ${i}`,
    label: `${READABLE} ${i}`,
    children: [{ type: 'Text', value: `${READABLE} ${i}` }],
  }))
}

function chart(count: number) {
  return {
    type: 'Chart',
    xAxis: 'day',
    series: Array.from({ length: count }, (_, i) => ({ dataKey: `s${i}`, label: READABLE })),
    data: Array.from({ length: count }, (_, i) => ({ day: `${i}`, s0: i })),
  }
}
