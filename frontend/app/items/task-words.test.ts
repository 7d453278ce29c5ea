import { describe, expect, test } from 'vitest'
import type { Task, Workflow } from '~/api/protocol'
import { durationWords, splitThought, taskWords, workflowWords } from './task-words'

const thought = (content: string): Task => ({ type: 'thought', content, status_indicator: 'none' })
const files = (status_indicator: 'loading' | 'complete'): Task => ({
  type: 'file',
  sources: [],
  status_indicator,
})
const web = (title_query?: string): Task => ({
  type: 'web_search',
  title_query,
  queries: [],
  sources: [],
  status_indicator: 'none',
})
const workflow = (more: Partial<Workflow>): Workflow => ({
  type: 'reasoning',
  tasks: [],
  expanded: false,
  ...more,
})

describe('one task', () => {
  test('goes by its title', () => {
    expect(taskWords({ ...thought('Hm'), title: 'Weighing hooks' }, false)).toBe('Weighing hooks')
  })

  test('a thought without a title goes by the heading that it begins with', () => {
    expect(taskWords(thought('**Choosing a hook**\n\nThe first second counts.'), true)).toBe(
      'Choosing a hook',
    )
    expect(splitThought('**Choosing a hook**\n\nThe first second counts.')).toEqual({
      heading: 'Choosing a hook',
      body: 'The first second counts.',
    })
  })

  test('emphasis in the middle of a thought is no heading', () => {
    expect(splitThought('The **first** second counts.')).toEqual({
      body: 'The **first** second counts.',
    })
    expect(splitThought('**First** of all, look.').heading).toBeUndefined()
  })

  test('a search says whether it is over', () => {
    expect(taskWords(files('loading'), true)).toBe('Searching the library')
    expect(taskWords(files('complete'), false)).toBe('Searched the library')
    expect(taskWords(web('hook ideas'), true)).toBe('Searching for “hook ideas”')
    expect(taskWords(web(), false)).toBe('Searched the web')
  })
})

describe('the line above an answer', () => {
  test('names the task under way while there is one', () => {
    const tasks = [files('loading'), thought('**Reading**\n')]

    expect(workflowWords(workflow({ tasks }), true)).toBe('Searching the library')
    expect(workflowWords(workflow({ tasks: [thought('**Reading**\n')] }), true)).toBe('Reading')
  })

  test('tells how long the coach has thought', () => {
    expect(workflowWords(workflow({ summary: { duration: 12 } }), false)).toBe('Thought for 12 s')
  })

  test('a summary in words wins', () => {
    const summary = { title: 'Read two guides' }

    expect(workflowWords(workflow({ summary, tasks: [files('complete')] }), false)).toBe(
      'Read two guides',
    )
  })

  test('one task speaks for itself, several are counted', () => {
    const custom = workflow({ type: 'custom', summary: { duration: 3 } })

    expect(workflowWords({ ...custom, tasks: [files('complete')] }, false)).toBe(
      'Searched the library',
    )
    expect(workflowWords({ ...custom, tasks: [files('complete'), thought('Hm')] }, false)).toBe(
      '2 steps',
    )
  })
})

test.each([
  [0, 'a moment'],
  [59, '59 s'],
  [60, '1 min'],
  [135, '2 min 15 s'],
])('%i seconds are “%s”', (seconds, words) => {
  expect(durationWords(seconds)).toBe(words)
})
