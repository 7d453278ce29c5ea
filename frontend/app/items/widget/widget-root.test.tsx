import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import type { WidgetItem } from '~/api/protocol'
import WidgetRoot from './widget-root'

function draw(widget: WidgetItem['widget'], isBusy = false) {
  const item: WidgetItem = {
    id: 'w1',
    thread_id: 'thr_1',
    created_at: '2026-01-01T00:00:00Z',
    type: 'widget',
    widget,
  }
  return renderToStaticMarkup(
    <WidgetRoot item={item} isBusy={isBusy} onAction={() => Promise.resolve()} />,
  ).replaceAll(' dir="auto"', '')
}

const card = (...children: unknown[]) => ({ type: 'Card' as const, children })
const button = (more: object = {}) => ({
  type: 'Button',
  label: 'Save',
  onClickAction: { type: 'save' },
  ...more,
})

describe('what could do harm', () => {
  test.each([
    [{ type: 'Text', value: '<script>alert(1)</script>' }],
    [{ type: 'Badge', label: '<img src=x onerror=alert(1)>' }],
    [{ type: 'Markdown', value: '<iframe src="https://example.com"></iframe>' }],
    [{ type: 'Image', src: 'javascript:alert(1)', alt: 'x' }],
    [{ type: 'Image', src: 'data:image/svg+xml,<svg onload="alert(1)"/>', alt: 'x' }],
    [{ type: 'Text', value: 'x', dangerouslySetInnerHTML: { __html: '<b>x</b>' }, onClick: 'x' }],
  ])('%j is drawn without it', (component) => {
    const html = draw(card(component))

    expect(html).not.toMatch(/<(script|img|iframe|svg|b)\b|href=|<[^>]*\son\w+=/)
  })

  test('a picture from elsewhere is a link, so that its server does not learn who reads this', () => {
    const html = draw(card({ type: 'Image', src: 'https://example.com/x.png', alt: 'A chart' }))

    expect(html).toContain(
      '<a href="https://example.com/x.png" target="_blank" rel="noopener noreferrer">A chart</a>',
    )
  })

  test.each([
    [null],
    [{ type: 'Card' }],
    [{ type: 'Row', children: 'text' }],
    [{ type: 'Row', children: [null, 7, 'x', [], { noType: true }] }],
    [{ type: 'Select', options: 'none' }],
    [{ type: 'Table', children: [{ type: 'Table.Row' }] }],
    [{ type: 'Chart', data: {}, series: [null] }],
    [{ type: 'Text', value: { deep: true }, size: 'constructor', maxLines: 'x' }],
  ])('%j does not break the rest', (component) => {
    expect(draw(card(component, { type: 'Text', value: 'still here' }))).toContain('still here')
  })

  test('a widget without end in depth ends', () => {
    let node: object = { type: 'Text', value: 'too deep' }
    for (let i = 0; i < 5_000; i += 1) node = { type: 'Box', children: [node] }

    expect(draw(card(node, { type: 'Text', value: 'still here' }))).toMatch(/^(?!.*too deep).*here/)
  })
})

test('a component that is not known draws what is inside', () => {
  expect(draw(card({ type: 'Carousel', children: [{ type: 'Title', value: 'Inside' }] }))).toMatch(
    /<h2[^>]*>Inside<\/h2>/,
  )
})

test('what is struck through says so', () => {
  expect(draw(card({ type: 'Text', value: 'Done', lineThrough: true }))).toContain('<s>Done</s>')
})

describe('buttons', () => {
  const isOff = (html: string) => html.includes('aria-disabled="true"')

  test('wait while an answer is being written, except where no stream is needed', () => {
    const sync = { type: 'plan.mark_day', streaming: false }
    const client = { type: 'open', handler: 'client' }

    expect(isOff(draw(card(button()), false))).toBe(false)
    expect(isOff(draw(card(button()), true))).toBe(true)
    expect(isOff(draw(card(button({ onClickAction: sync })), true))).toBe(false)
    expect(isOff(draw(card(button({ onClickAction: client })), true))).toBe(false)
  })

  test('a button that nothing hangs on can do nothing', () => {
    expect(isOff(draw(card(button({ onClickAction: undefined }))))).toBe(true)
  })

  test('a card that is a form is sent by its own button', () => {
    const html = draw({
      ...card({ type: 'Input', name: 'name' }),
      asForm: true,
      confirm: { label: 'Save', action: { type: 'save' } },
      cancel: { label: 'Not now', action: { type: 'cancel' } },
    })

    expect(html).toMatch(
      /<form.*<button type="submit"[^>]*><span>Save<.*<button type="button".*<\/form>/,
    )
  })

  test('a form inside a form belongs to the outer one', () => {
    const html = draw({
      ...card({ type: 'Form', children: [button({ submit: true })] }),
      asForm: true,
      confirm: { label: 'Go', action: { type: 'go' } },
    })

    expect(html.match(/<form/g)).toHaveLength(1)
  })
})

describe('fields', () => {
  test('go by their label, or else by what they ask for', () => {
    const labelled = draw(
      card(
        { type: 'Label', value: 'Your name', fieldName: 'name' },
        { type: 'Input', name: 'name' },
        {
          type: 'Select',
          name: 'tone',
          placeholder: 'Tone',
          options: [{ value: 'a', label: 'A' }],
        },
      ),
    )

    expect(labelled).toContain('<label for="w1-name"')
    expect(labelled).toMatch(/<input id="w1-name" name="name" type="text"/)
    expect(labelled).toMatch(/<select id="w1-tone" name="tone" aria-label="Tone"/)
  })

  test('a date is a day', () => {
    expect(
      draw(card({ type: 'DatePicker', name: 'start', defaultValue: '2026-11-23T00:00:00Z' })),
    ).toContain('value="2026-11-23"')
  })
})

describe('lists and tables', () => {
  const item = (value: string, more: object = {}) => ({
    type: 'ListViewItem',
    children: [{ type: 'Text', value }],
    ...more,
  })

  test('a long list shows as many rows as it says, and how many more there are', () => {
    const html = draw({ type: 'ListView', limit: 1, children: [item('one'), item('two')] })

    expect(html.match(/<li/g)).toHaveLength(1)
    expect(html).toContain('Show 1 more')
  })

  test('a row to press is a button that is named by its words', () => {
    const html = draw({
      type: 'ListView',
      children: [item('one', { onClickAction: { type: 'open' } }), item('two')],
    })

    expect(html.match(/<button[^>]*aria-labelledby=/g)).toHaveLength(1)
  })

  test('a chart is a table of its numbers', () => {
    const html = draw(
      card({
        type: 'Chart',
        data: [{ day: 'Mon', views: 3 }],
        series: [{ type: 'bar', dataKey: 'views', label: 'Views' }],
        xAxis: { dataKey: 'day' },
      }),
    )

    expect(html).toMatch(/<th scope="row">Mon<\/th><td[^>]*>3<\/td>/)
  })
})
