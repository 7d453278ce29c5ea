import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import type { StructuredInput, Task, VisibleItem, Workflow } from '~/api/protocol'
import { RichItem } from './rich-item'
import { StructuredForm } from './structured-form'

const fields = { id: 'i1', thread_id: 'thr_1', created_at: '2026-01-01T00:00:00Z' }
const done = () => Promise.resolve()

function draw(item: VisibleItem, { isBusy = false, isLatest = false, canAct = true } = {}) {
  return renderToStaticMarkup(
    <RichItem item={item} isBusy={isBusy} isLatest={isLatest} canAct={canAct} onAction={done} />,
  ).replaceAll(' dir="auto"', '')
}

const now = { isBusy: true, isLatest: true }

test('a remark of the server on the turn is told plainly, not as something that was done', () => {
  const task: Task = {
    type: 'custom',
    title: 'This answer was interrupted.',
    icon: 'info',
    status_indicator: 'none',
  }

  const html = draw({ ...fields, type: 'task', task })

  expect(html).toContain('This answer was interrupted.')
  expect(html).not.toContain('Done')
})

describe('the steps of an answer', () => {
  const search: Task = {
    type: 'web_search',
    title_query: 'hooks',
    queries: ['hooks', 'first second'],
    sources: [
      { type: 'url', title: 'A guide', url: 'https://example.com/a' },
      { type: 'url', title: 'Trap', url: 'javascript:alert(1)' },
    ],
    status_indicator: 'complete',
  }
  const workflow = (more: Partial<Workflow> = {}): VisibleItem => ({
    ...fields,
    type: 'workflow',
    workflow: { type: 'custom', tasks: [search], expanded: false, ...more },
  })

  test('are one line that opens', () => {
    const html = draw(workflow())

    expect(html).toMatch(/^<details [^>]*><summary/)
    expect(html).not.toMatch(/<details[^>]* open/)
    expect(draw(workflow({ expanded: true }))).toMatch(/<details[^>]* open/)
  })

  test('tell what was searched for and found, with safe links only', () => {
    const html = draw(workflow())

    expect(html).toContain('“first second”')
    expect(html).toContain(
      '<a href="https://example.com/a" target="_blank" rel="noopener noreferrer">A guide</a>',
    )
    expect(html).toContain('<span>Trap</span>')
  })

  test('are under way only while the answer is', () => {
    expect(draw(workflow(), now)).toContain('Under way: ')
    expect(draw(workflow(), { isBusy: true })).toContain('Done: ')
    expect(draw(workflow({ summary: { duration: 3 } }), now)).not.toContain('Under way: ')
  })

  test('that are none are not drawn, unless there is a summary', () => {
    expect(draw(workflow({ tasks: [] }), now)).toBe('')
    expect(draw(workflow({ type: 'reasoning', tasks: [], summary: { duration: 12 } }))).toContain(
      'Thought for 12 s',
    )
  })
})

describe('pictures', () => {
  const picture = (url?: string): VisibleItem => ({
    ...fields,
    type: 'generated_image',
    image: url === undefined ? undefined : { id: 'ig_1', url },
  })

  test('have words for those who do not see them', () => {
    expect(draw(picture('https://example.com/x.png'))).toContain('alt="Made by the coach"')
  })

  test('are announced while they are being made, and leave no empty place behind', () => {
    expect(draw(picture(), now)).toContain('<progress')
    expect(draw(picture())).toBe('')
    expect(draw(picture('javascript:alert(1)'))).toBe('')
  })
})

describe('questions', () => {
  const inputs: StructuredInput[] = [
    { type: 'freeform', id: 'niche', question: 'What is your niche?' },
    {
      type: 'multiple_choice',
      id: 'hours',
      question: 'How many hours?',
      options: [{ value: 'Under 3' }, { value: '3 to 5' }],
      multiple: false,
    },
    {
      type: 'multiple_choice',
      id: 'platforms',
      question: 'Which platforms?',
      options: [{ value: 'TikTok' }, { value: 'Podcast' }],
      multiple: true,
    },
  ]
  const item = {
    ...fields,
    type: 'structured_input' as const,
    status: 'pending' as const,
    inputs,
  }
  const answer = (values: string[]) => ({ values, skipped: values.length === 0 })

  test('stand in the composer’s place while they are open, and in the transcript later', () => {
    expect(draw(item, { isLatest: true })).toBe('')
    expect(draw(item).match(/not answered/g)).toHaveLength(3)
  })

  test('are kept with what was answered', () => {
    const answers = [answer(['vegan baking']), answer([]), answer(['TikTok', 'Podcast'])]
    const html = draw({
      ...item,
      status: 'answered',
      inputs: inputs.map((input, i) => ({ ...input, answer: answers[i] })),
    })

    expect(html).toContain('<dt>What is your niche?</dt><dd>vegan baking</dd>')
    expect(html).toMatch(/<dt>How many hours\?<\/dt><dd[^>]*>not given<\/dd>/)
    expect(html).toContain('<dd>TikTok, Podcast</dd>')
  })

  test('are a form that works without scripts', () => {
    const html = renderToStaticMarkup(
      <StructuredForm item={item} isBusy={false} formAction="/chat/thr_1" onSubmit={done} />,
    )

    expect(html).toMatch(/^<form method="post" action="\/chat\/thr_1"/)
    expect(html).toContain('<input type="hidden" name="item_id" value="i1"/>')
    expect(html).toMatch(/<textarea [^>]*name="answer:niche"/)
    expect(html).toContain('<input type="checkbox" name="answer:platforms" value="TikTok"/>')
    expect(html).toMatch(/name="status" value="answered"[^>]*>Continue<.*value="skipped"/)
  })

  test('of a single choice send the words of “Other” before anything else', () => {
    const html = renderToStaticMarkup(
      <StructuredForm item={item} isBusy={false} formAction="/chat/thr_1" onSubmit={done} />,
    )

    expect(html).toContain('<input type="radio" name="answer:hours" value=""/>')
    expect(html).toMatch(/<input type="text" [^>]*name="answer:hours"[^>]*aria-labelledby=/)
  })
})

test('what this device was asked is one line, once it has answered', () => {
  const call = {
    ...fields,
    type: 'client_tool_call' as const,
    call_id: 'c1',
    name: 'get_local_date',
    arguments: {},
  }

  expect(draw({ ...call, status: 'pending' })).toBe('')
  expect(draw({ ...call, status: 'completed' })).toContain('Asked this device for the date')
})

test('the end of a turn is not drawn, nor what is newer than this page', () => {
  expect(draw({ ...fields, type: 'end_of_turn' })).toBe('')
  expect(draw(JSON.parse('{"id":"i1","type":"hologram"}'))).toBe('')
})

describe('choices', () => {
  const offers = (texts: string[], action = {}): VisibleItem => ({
    ...fields,
    type: 'widget',
    widget: {
      type: 'ListView',
      children: texts.map((text) => ({
        type: 'ListViewItem',
        onClickAction: {
          type: 'chat.send_message',
          payload: { text },
          handler: 'client',
          ...action,
        },
        children: [{ type: 'Text', value: text }],
      })),
    },
  })

  test('are buttons that send what they say, also before hydration', () => {
    const html = draw(offers(['One?', 'Two?']))

    expect(html).toMatch(/^<form method="post" action="\/chat\/thr_1"/)
    expect(html).toContain('<fieldset aria-label="Suggestions"')
    expect(html).toMatch(/<button type="submit" name="message" value="One\?"[^>]*>One\?<\/button>/)
  })

  test('stay usable while an answer is written, and are off where nothing can be said', () => {
    expect(draw(offers(['One?', 'Two?']), now)).not.toContain('disabled')
    expect(draw(offers(['One?', 'Two?']), { canAct: false })).toContain('disabled')
  })

  test.each<[string, VisibleItem]>([
    ['for the server', offers(['One?'], { handler: 'server' })],
    ['of another kind', offers(['One?'], { type: 'plan.print' })],
    ['without words', offers(['One?', ' '])],
    ['in a list that is too long', offers(Array.from({ length: 11 }, (_, i) => `${i}?`))],
    ['of no number', offers([])],
  ])('are none: rows %s', (_, item) => {
    expect(draw(item)).not.toContain('Suggestions')
  })
})
