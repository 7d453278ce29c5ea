import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { longestTurn } from '../../../test/process/longest-turn.ts'
import { ReasoningTags, withoutReasoning } from './reasoning-tags.ts'

function apart(deltas: string[]) {
  const tags = new ReasoningTags()
  const found = { text: '', thoughts: '' }
  for (const piece of [...deltas.flatMap((delta) => tags.push(delta)), ...tags.end()]) {
    if (piece.type === 'text') found.text += piece.words
    else if (piece.type === 'thought') found.thoughts += piece.words
    else Object.assign(found, { text: '', thoughts: found.thoughts + found.text })
  }
  return { text: found.text, thoughts: found.thoughts.trim() }
}

const THINKS: Record<string, string> = {
  think: '<think>\nA hook first.\n</think>\n\n',
  'think in capitals': '<THINK>A hook first.</THINK>',
  thinking: '<thinking>A hook first.</thinking>\n',
  thought: '<Thought>A hook first.</Thought>\n',
  reasoning: '<reasoning>\nA hook first.\n</reasoning>\n',
  'seed:think': '<seed:think>A hook first.</seed:think>',
  THINK: '[THINK]A hook first.[/THINK]',
  'think between triangles': '◁think▷A hook first.◁/think▷',
  begin_of_thought: '<|begin_of_thought|>\nA hook first.\n<|end_of_thought|>\n',
  'no opening tag': 'A hook first.\n</think>\n\n',
  'blanks before it': ' \n\n  <think>A hook first.</think>\n\n',
}

describe.each(Object.entries(THINKS))('thoughts marked by %s', (_, thought) => {
  const answer = 'Start **small**.\n\n- One\n    code\n'

  test('are told apart wherever the deltas cut the text', () => {
    const text = thought + answer
    const whole = { text: answer, thoughts: 'A hook first.' }

    for (let cut = 0; cut <= text.length; cut += 1) {
      expect(apart([text.slice(0, cut), text.slice(cut)])).toEqual(whole)
    }
    expect(apart([...text])).toEqual(whole)
    expect(withoutReasoning(text)).toBe(answer)
  })
})

test('thoughts between words are told apart, at the beginning of a line', () => {
  const text = '<think>One</think>\nLet me look.\n<think>Two</think>\n\nIt is here.'

  expect(apart([...text])).toEqual({ text: 'Let me look.\nIt is here.', thoughts: 'OneTwo' })
})

test('thoughts that nothing ends are thoughts to the end', () => {
  expect(apart([...'<think>A hook fi'])).toEqual({ text: '', thoughts: 'A hook fi' })
  expect(apart([...'<think>A hook</thi'])).toEqual({ text: '', thoughts: 'A hook</thi' })
})

test('letters whose lower case is longer move nothing', () => {
  expect(apart(['<think>İİİ</THINK>İyi.'])).toEqual({ text: 'İyi.', thoughts: 'İİİ' })
})

test('empty thoughts are none', () => {
  expect(apart([...'<think>\n\n</think>\n\nStart small.'])).toEqual({
    text: 'Start small.',
    thoughts: '',
  })
})

test.each([
  'Local models write <think> before they answer, and </think> behind it.',
  'The tag `</think>`\nends the thoughts.',
  'Use `<think>`.\n\n`<think>` begins them.',
  '```html\n<think>\nHm.\n</think>\n```\n\nThat is all.',
  '~~~~\n```\n<think>\n~~~\n</think>\n~~~~\n',
  '    <b>indented</b>\n\n    <think>\n',
  'Two < three, a <thin line, [thin] and [a link](https://example.com).',
  'Ends with <think',
  'Ends with\n<thi',
  'Ends with </think>',
  '<thinker> is another tag, </thinkers> too.\n',
  '- <think> in a list\n> <think> in a quote\n',
])('ordinary words survive: %j', (text) => {
  expect(apart([...text])).toEqual({ text, thoughts: '' })
  expect(withoutReasoning(text)).toBe(text)
})

test('the deltas never decide what is text and what is thought', () => {
  const piece = fc.constantFrom(
    ...Object.values(THINKS),
    ...['<think>', '</think>', '\n', '`', '```\n', '~~~\n', ' ', 'word', '<', '[', '</', 'é👋'],
  )
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
      fc.array(fc.nat({ max: 200 }), { maxLength: 8 }),
      (text, places) => {
        const cuts = [0, ...places.toSorted((a, b) => a - b), text.length]
        const deltas = cuts.slice(1).map((end, i) => text.slice(cuts[i], end))
        expect(apart(deltas)).toEqual(apart([text]))
        expect(apart([...text])).toEqual(apart([text]))
      },
    ),
    { numRuns: 2_000 },
  )
})

test('a long text takes time in proportion', async () => {
  const line = 'Some words with <b>tags</b> and [links]\n'

  const ms = await longestTurn(async () => {
    apart([...`<think>${line.repeat(2_000)}</think>${line.repeat(5_000)}`])
    apart([' '.repeat(100_000), ...'<'.repeat(20_000), '\n'.repeat(100_000)])
  })

  expect(ms).toBeLessThan(3_000)
})
