import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Plan, planDraft, planFrom, toggled, withFormToggled } from './plan.ts'
import { planForModel, planMarkdown } from './plan-text.ts'
import { planOf, planWidget } from './plan-widget.ts'

const words = (maxLength: number) =>
  fc.string({ unit: 'grapheme', maxLength }).map((text) => `x${text}`.slice(0, maxLength).trim())

const drafts = fc.record({
  title: words(120),
  start_date: fc.option(
    fc
      .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10)),
  ),
  days: fc.uniqueArray(
    fc.record({ day: fc.integer({ min: 1, max: 31 }), format: words(40), hook: words(300) }),
    { minLength: 1, maxLength: 31, selector: ({ day }) => day },
  ),
})

test('every plan can be read back from its widget, whatever has been done of it', () => {
  fc.assert(
    fc.property(drafts, fc.array(fc.integer({ min: 1, max: 31 })), (draft, done) => {
      const marked = done.reduce(toggled, planFrom(planDraft.parse(draft)))
      const plan = done.slice(0, 1).reduce(withFormToggled, marked)

      const stored = JSON.parse(JSON.stringify(planWidget(plan)))

      expect(planOf(stored)).toEqual(plan)
    }),
  )
})

test('reading a plan back never fails, whatever the widget', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (children) => {
      expect(planOf({ type: 'Card', children })).toBeUndefined()
    }),
  )
})

describe('the widget of a plan', () => {
  test('shows the title, how far one is, and each day with its button', () => {
    const widget = planWidget(toggled(twoDays(), 2))

    expect(valuesOf(widget, 'Title')).toEqual(['Loaves'])
    expect(valuesOf(widget, 'Caption')).toEqual(['1 of 2 done', 'Mon 30 Nov', 'Tue 1 Dec'])
    expect(valuesOf(widget, 'Badge')).toEqual(['Reel', 'Post'])
    expect(valuesOf(widget, 'Text')).toEqual(['My first loaf', 'Salt or no salt?'])
    expect(valuesOf(widget, 'Button')).toEqual([
      'Change',
      'Mark done',
      'Change',
      'Done',
      'Download calendar',
      'Download spreadsheet',
    ])
  })

  test('has a form below a day that is being changed', () => {
    const widget = planWidget(withFormToggled(twoDays(), 1))

    expect(valuesOf(widget, 'Label')).toEqual(['Format', 'First line'])
    expect(valuesOf(widget, 'Button').slice(0, 3)).toEqual(['Cancel', 'Mark done', 'Save'])
  })

  test('marks a day at once, even while an answer is being written', () => {
    expect(JSON.stringify(planWidget(twoDays()))).toContain(
      JSON.stringify({
        type: 'plan.mark_day',
        payload: {
          day: 1,
          date: '2026-11-30',
          format: 'Reel',
          hook: 'My first loaf',
          done: false,
        },
        handler: 'server',
        loadingBehavior: 'self',
        streaming: false,
      }),
    )
  })
})

test.each([
  ['one without its title', { children: [] }],
  ['one that has a day twice', { children: [...childrenOf(twoDays()), ...childrenOf(twoDays())] }],
  ['one of another kind', { children: [{ type: 'Text', value: 'Hello' }] }],
])('%s is no plan', (_, fields) => {
  expect(planOf({ type: 'Card', ...fields })).toBeUndefined()
})

test('a plan can be copied as Markdown', () => {
  expect(planMarkdown(toggled(twoDays(), 1))).toBe(
    [
      '# Loaves',
      '',
      '- [x] **Mon 30 Nov** · Reel: My first loaf',
      '- [ ] **Tue 1 Dec** · Post: Salt or no salt?',
    ].join('\n'),
  )
})

test('the model reads a plan as lines', () => {
  expect(planForModel('msg_1', toggled(twoDays(), 1)).split('\n')).toEqual([
    '<Plan id="msg_1">',
    expect.stringContaining('1 of 2 done'),
    'title: Loaves',
    'day 1 2026-11-30 Reel: My first loaf (done)',
    'day 2 2026-12-01 Post: Salt or no salt?',
    '</Plan>',
  ])
})

function twoDays(): Plan {
  const days = [
    { day: 2, format: 'Post', hook: 'Salt or no salt?' },
    { day: 1, format: 'Reel', hook: 'My first loaf' },
  ]
  return planFrom({ title: 'Loaves', start_date: '2026-11-30', days })
}

function childrenOf(plan: Plan): unknown[] {
  const { children } = planWidget(plan)
  return Array.isArray(children) ? children : []
}

/** What the nodes of this type say, from top to bottom. */
function valuesOf(node: unknown, type: string): unknown[] {
  if (typeof node !== 'object' || node === null) return []
  const { value, label, ...fields } = node as Record<string, unknown>
  const own = fields.type === type ? [value ?? label] : []
  return [...own, ...Object.values(node).flatMap((child) => valuesOf(child, type))]
}
