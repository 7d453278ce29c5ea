import { afterEach, describe, expect, test, vi } from 'vitest'
import { ApiError } from '~/api/api-error'
import {
  answer,
  done,
  form,
  openChat,
  plan,
  question,
  replaced,
  toolCall,
} from '../../../test/scripted-chat'

const message = { text: 'Plan my month', files: [] }
const unreachable = new ApiError(0, 'unreachable', 'The coach cannot be reached right now.')
const notPending = new ApiError(409, 'not_pending', '…')
const answers = { status: 'answered' as const, answers: { niche: { values: ['Pottery'] } } }

const markDay = { type: 'plan.mark_day', payload: { day: 1 } }
const download = { type: 'plan.download', payload: { file: 'ics' } }

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

function linkThatTells(downloads: string[]) {
  return {
    download: '',
    href: '',
    click() {
      downloads.push(this.download)
    },
  }
}

/** The states of the chat's turn, each as it begins. */
function watchStates(chatStore: ReturnType<typeof openChat>['chatStore']) {
  const states: unknown[] = []
  chatStore.subscribe(() => {
    const state = chatStore.chat('thr_1')?.turn?.state
    if (state !== states.at(-1)) states.push(state)
  })
  return states
}

/** A chat as a loader has read it: newest item first, as the server sends it. */
function openRead(...newestFirst: Parameters<typeof done>[0][]) {
  const chat = openChat()
  chat.stored.push(...newestFirst.toReversed())
  chat.chatStore.receive('thr_1', { data: newestFirst, has_more: false }, 0)
  return chat
}

describe('a form', () => {
  test('goes to the coach, who goes on with its answers', async () => {
    const { chatStore, stream, requests, ended, items } = openRead(form('f1'), question('m1'))

    chatStore.submit('thr_1', 'f1', answers)
    expect(chatStore.chat('thr_1')?.turn).toMatchObject({
      state: 'sending',
      about: { type: 'form', itemId: 'f1' },
    })
    const reply = await stream()
    await reply.write(replaced(form('f1', 'answered')))
    expect(chatStore.chat('thr_1')?.turn).toMatchObject({ state: 'streaming', about: undefined })
    await reply.write(done(answer('m2', 'Then begin here.')))
    reply.end()
    await ended()

    expect(requests).toEqual([
      {
        type: 'threads.add_structured_input',
        params: { thread_id: 'thr_1', item_id: 'f1', input: answers },
      },
    ])
    expect(items()).toEqual(['m1', 'f1', 'm2'])
  })

  test('that could not be submitted says why, and the same answers are one submission', async () => {
    const { chatStore, refuse, keys, ended, stream, problem } = openRead(form('f1'), question('m1'))
    refuse(unreachable)
    chatStore.submit('thr_1', 'f1', answers)
    await ended()
    expect(problem()).toMatchObject({
      message: unreachable.message,
      formId: 'f1',
    })

    refuse(undefined)
    chatStore.submit('thr_1', 'f1', answers)
    await stream()

    expect(keys[1]).toBe(keys[0])
  })

  test('that was answered in another tab is read again, and the answer there is shown', async () => {
    const { chatStore, refuse, stored, runs, stream, until, items, problem, turn } = openRead(
      form('f1'),
      question('m1'),
    )
    stored[1] = form('f1', 'answered')
    runs.push({ id: 'run_other', thread_id: 'thr_1', started_at: '2026-01-01T00:00:00Z' })
    refuse(notPending)

    chatStore.submit('thr_1', 'f1', answers)
    await until(() => turn() === undefined)
    expect(chatStore.chat('thr_1')?.thread.items.at(-1)).toMatchObject({ status: 'answered' })
    expect(problem()?.message).toContain('answered already')

    refuse(undefined)
    const other = await stream()
    await other.write(done(answer('m2', 'Over there.')))
    expect(items()).toEqual(['m1', 'f1', 'm2'])
  })

  test('that failed once it was stored is not filled in twice: another answer is offered', async () => {
    const { chatStore, stream, ended, problem } = openRead(form('f1'), question('m1'))
    chatStore.submit('thr_1', 'f1', answers)
    const reply = await stream()

    await reply.write(replaced(form('f1', 'answered')), {
      type: 'error',
      code: 'stream.error',
      allow_retry: true,
    })
    reply.end()
    await ended()

    expect(problem()).toMatchObject({ again: 'answer', formId: undefined })
  })
})

describe('an action with an answer at once', () => {
  test('changes its item, even while the coach answers', async () => {
    const { chatStore, stream, answersJson, turn } = openRead(plan('w1', 'Plan'), question('m1'))
    chatStore.send('thr_1', message)
    await stream()
    answersJson(() => ({ updated_item: plan('w1', 'Plan, 1 done') }))

    await chatStore.act('thr_1', 'w1', markDay, true)

    expect(chatStore.chat('thr_1')?.thread.items).toContainEqual(plan('w1', 'Plan, 1 done'))
    expect(turn()).toBeDefined()
  })

  test('waits for the one before it, so that an older state never comes last', async () => {
    const { chatStore, answersJson } = openRead(plan('w1', 'Plan'), question('m1'))
    const first = Promise.withResolvers<unknown>()
    const replies = [first.promise, { updated_item: plan('w1', 'second') }]
    answersJson(() => replies.shift())

    const acts = [
      chatStore.act('thr_1', 'w1', markDay, true),
      chatStore.act('thr_1', 'w1', markDay, true),
    ]
    first.resolve({ updated_item: plan('w1', 'first') })
    await Promise.all(acts)

    expect(chatStore.chat('thr_1')?.thread.items).toContainEqual(plan('w1', 'second'))
  })

  test('that fails says so at its item, until it works', async () => {
    const { chatStore, answersJson } = openRead(plan('w1', 'Plan'), question('m1'))
    answersJson(() => Promise.reject(unreachable))
    await chatStore.act('thr_1', 'w1', markDay, true)
    expect(chatStore.chat('thr_1')?.itemProblems).toEqual({ w1: { message: unreachable.message } })
    expect(chatStore.chat('thr_1')?.thread.items).toContainEqual(plan('w1', 'Plan'))

    answersJson(() => ({}))
    await chatStore.act('thr_1', 'w1', markDay, true)

    expect(chatStore.chat('thr_1')?.itemProblems).toEqual({})
  })
})

describe('an action with a streamed answer', () => {
  test('is a turn of its chat', async () => {
    const { chatStore, stream, requests, turn } = openRead(plan('w1', 'Plan'), question('m1'))

    const acted = chatStore.act('thr_1', 'w1', download, false)
    const reply = await stream()
    await reply.write(replaced(plan('w1', 'Plan, downloaded')))
    reply.end()
    await acted

    expect(requests).toEqual([
      {
        type: 'threads.custom_action',
        params: { thread_id: 'thr_1', item_id: 'w1', action: download },
      },
    ])
    expect(turn()).toBeUndefined()
    expect(chatStore.chat('thr_1')?.thread.items).toContainEqual(plan('w1', 'Plan, downloaded'))
  })

  test('waits its turn while the coach answers', async () => {
    const { chatStore, stream, requests } = openRead(plan('w1', 'Plan'), question('m1'))
    chatStore.send('thr_1', message)
    await stream()

    await chatStore.act('thr_1', 'w1', download, false)

    expect(chatStore.chat('thr_1')?.itemProblems.w1?.message).toContain('Wait for the answer')
    expect(requests).toHaveLength(1)
  })

  test('that fails shows the error at its item, and does not offer another answer', async () => {
    const { chatStore, stream, problem } = openRead(plan('w1', 'Plan'), question('m1'))

    const acted = chatStore.act('thr_1', 'w1', download, false)
    const reply = await stream()
    await reply.write({ type: 'error', code: 'custom', message: 'No dates.', allow_retry: true })
    reply.end()
    await acted

    expect(chatStore.chat('thr_1')?.itemProblems).toEqual({ w1: { message: 'No dates.' } })
    expect(problem()).toBeUndefined()
  })

  test('may have the page do something, but only the page that asked for it', async () => {
    const file = { filename: 'plan.ics', mime_type: 'text/calendar', text: 'BEGIN:VCALENDAR' }
    const effect = { type: 'client_effect', name: 'download_file', data: file } as const
    const downloads: string[] = []
    vi.stubGlobal('document', { createElement: () => linkThatTells(downloads) })
    vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:plan')
    const { chatStore, stream } = openRead(plan('w1', 'Plan'), question('m1'))

    void chatStore.act('thr_1', 'w1', download, false)
    await (await stream(1)).write(effect)
    chatStore.follow('thr_2', 'run_of_another_tab')
    await (await stream(2)).write(effect)

    expect(downloads).toEqual(['plan.ics'])
  })
})

describe('a tool of the page', () => {
  test('is run when the coach asks for it, and to the reader it is one turn', async () => {
    const { chatStore, stream, requests, ended, items } = openChat()
    const states = watchStates(chatStore)
    chatStore.send('thr_1', message)
    const first = await stream(1)
    await first.write(done(question('m1')), { type: 'progress_update', text: 'Looking at dates' })
    await first.write(done(toolCall('c1')))
    first.end()

    const second = await stream(2)
    expect(chatStore.chat('thr_1')?.turn).toMatchObject({ stage: 'Looking at dates' })
    await second.write(done(answer('m2', 'Starting on Monday.')))
    expect(chatStore.chat('thr_1')?.thread.items[1]).toMatchObject({ status: 'completed' })
    second.end()
    await ended()

    expect(requests[1]).toEqual({
      type: 'threads.add_client_tool_output',
      params: {
        thread_id: 'thr_1',
        result: {
          date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
          time_zone: expect.any(String),
        },
      },
    })
    expect(items()).toEqual(['m1', 'c1', 'm2'])
    expect(states).toEqual(['sending', 'streaming', 'ended'])
  })

  test('can be stopped like any answer, in the run that goes on', async () => {
    const { chatStore, stream, cancelled, ended } = openChat()
    chatStore.send('thr_1', message)
    const first = await stream(1)
    await first.write(done(question('m1')), done(toolCall('c1')))
    first.end()
    const second = await stream(2)
    await second.write({ type: 'progress_update', text: 'Writing' })

    chatStore.stop('thr_1')
    second.end()
    await ended()

    expect(cancelled).toEqual(['run_2'])
    expect(chatStore.chat('thr_1')?.turn).toMatchObject({ outcome: { type: 'stopped' } })
  })

  test('is not run for an answer that was stopped, then or later', async () => {
    const { chatStore, stream, ended, requests, turn } = openChat()
    chatStore.send('thr_1', message)
    const first = await stream(1)
    await first.write(done(question('m1')), done(toolCall('c1')))

    chatStore.stop('thr_1')
    first.end()
    await ended()
    const page = { data: [toolCall('c1'), question('m1')], has_more: false }
    chatStore.receive('thr_1', page, Number.POSITIVE_INFINITY)

    expect(requests).toHaveLength(1)
    expect(turn()).toBeUndefined()
  })

  test('is run for a call whose page was closed in between', async () => {
    const { stream, requests } = openRead(toolCall('c1'), question('m1'))
    await stream()

    expect(requests[0]?.type).toBe('threads.add_client_tool_output')
  })

  test('is not run for an old call that other messages have followed', () => {
    const { requests, turn } = openRead(question('m2'), toolCall('c1'), question('m1'))

    expect(turn()).toBeUndefined()
    expect(requests).toEqual([])
  })

  test('answers even for a name it does not know, so that the turn goes on', async () => {
    const { stream, requests } = openRead(toolCall('c1', 'open_the_door'), question('m1'))
    await stream()

    expect(requests[0]).toMatchObject({
      params: { result: { error: expect.stringContaining('open_the_door') } },
    })
  })

  test('that another tab was quicker with is no problem: its answer is shown', async () => {
    const { chatStore, stream, refuse, runs, stored, ended, items, problem } = openChat()
    chatStore.send('thr_1', message)
    const first = await stream(1)
    stored.push(question('m1'), toolCall('c1', 'get_local_date', 'completed'))
    runs.push({ id: 'run_other', thread_id: 'thr_1', started_at: '2026-01-01T00:00:00Z' })
    await first.write(done(question('m1')), done(toolCall('c1')))
    refuse(notPending)
    first.end()
    await ended()
    expect(problem()).toBeUndefined()

    refuse(undefined)
    const other = await stream(2)
    await other.write(done(answer('m2', 'Over there.')))

    expect(items()).toEqual(['m1', 'c1', 'm2'])
  })
})

describe('answer now', () => {
  test('asks the run that is being read', async () => {
    const { chatStore, stream, hurried, turn } = openChat()
    chatStore.send('thr_1', message)
    await (await stream()).write(done(question('m1')))

    chatStore.answerNow('thr_1')

    expect(turn()?.answerNow).toBe('asked')
    expect(hurried).toEqual(['run_1'])
  })

  test('goes for the rest of the turn, when the coach asks the page for something first', async () => {
    const { chatStore, stream, hurried } = openChat()
    chatStore.send('thr_1', message)
    const first = await stream(1)
    await first.write(done(question('m1')))
    chatStore.answerNow('thr_1')
    await first.write(done(toolCall('c1')))
    first.end()
    await (await stream(2)).write({ type: 'progress_update', text: 'Writing' })

    expect(hurried).toEqual(['run_1', 'run_2'])
  })

  test('says why it did not work', async () => {
    const { chatStore, stream, refuse, until, turn } = openChat()
    chatStore.send('thr_1', message)
    await (await stream()).write(done(question('m1')))
    refuse(unreachable)

    chatStore.answerNow('thr_1')
    await until(() => turn()?.answerNow !== 'asked')

    expect(turn()?.answerNow).toEqual({ message: unreachable.message })
  })

  test('makes no sense once the first words are there', async () => {
    const { chatStore, stream, turn } = openChat()
    chatStore.send('thr_1', message)
    const reply = await stream()
    await reply.write(done(question('m1')), { type: 'thread.item.added', item: answer('m2', '') })
    expect(turn()?.isWriting).toBeFalsy()

    await reply.write({
      type: 'thread.item.updated',
      item_id: 'm2',
      update: {
        type: 'assistant_message.content_part.text_delta',
        content_index: 0,
        delta: 'Here',
      },
    })

    expect(turn()?.isWriting).toBe(true)
  })
})
