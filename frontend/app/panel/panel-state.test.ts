import { expect, test } from 'vitest'
import { newChatKey } from '~/chat/drafts/chat-keys'
import { initialPanel, isMounted, isShown, type PanelEvent, panelReducer } from './panel-state'

const start = { key: newChatKey(), isAskedFor: false }
const chat = { key: 'thr_1', isAskedFor: false }
const arrives = { type: 'arrived', place: start, isInUse: false } as const
const comesUp: PanelEvent[] = [{ type: 'started' }, { type: 'ready' }, { type: 'settled' }]

const after = (...events: PanelEvent[]) => events.reduce(panelReducer, initialPanel)

test('the first-party chat is there until the panel is really up', () => {
  expect(isShown(after(arrives))).toBe(false)
  expect(isShown(after(arrives, { type: 'started' }))).toBe(false)
  expect(isShown(after(arrives, { type: 'started' }, { type: 'ready' }))).toBe(false)
  expect(isShown(after(arrives, ...comesUp))).toBe(true)
})

test('a chat that is in use is not swapped, but the next one is', () => {
  const busy = after(arrives, { type: 'used' }, ...comesUp)

  expect(isShown(busy)).toBe(false)
  expect(isShown(panelReducer(busy, { ...arrives, place: chat }))).toBe(true)
})

test('a chat with unsent words stays with the first-party chat, also later', () => {
  const left = after(arrives, ...comesUp, { type: 'left', place: start })

  expect(isShown(panelReducer(left, { ...arrives, place: chat, isInUse: true }))).toBe(false)
})

test('what the page learns of a chat that the panel shows does not take it away', () => {
  expect(isShown(after(arrives, ...comesUp, { type: 'used' }))).toBe(true)
})

test('a panel that cannot leave its chat leaves the next one to the first-party chat', () => {
  const stuck = after(arrives, ...comesUp, { type: 'unable' })

  expect(isShown(stuck)).toBe(false)
  expect(isMounted(stuck)).toBe(true)
  expect(isShown(panelReducer(stuck, arrives))).toBe(true)
})

test('on a page without a chat it is kept, but not shown', () => {
  const away = after(arrives, ...comesUp, { type: 'left', place: start })

  expect(isShown(away)).toBe(false)
  expect(isMounted(away)).toBe(true)
})

test('leaving a chat late does not undo the arrival at the next', () => {
  const moved = after(
    arrives,
    ...comesUp,
    { ...arrives, place: chat },
    { type: 'left', place: start },
  )

  expect(moved.place).toBe(chat)
})

test('one that is late never comes, even if its frame loads after all', () => {
  const late = after(arrives, { type: 'started' }, { type: 'late' }, ...comesUp)

  expect(late.phase).toBe('failed')
  expect(isMounted(late)).toBe(false)
})

test('the time limit means nothing once the frame is there', () => {
  expect(after(arrives, ...comesUp, { type: 'late' }).phase).toBe('up')
})

test('a refusal after the swap gives the place back for good', () => {
  const refused = after(arrives, ...comesUp, { type: 'failed' }, arrives, ...comesUp)

  expect(isShown(refused)).toBe(false)
  expect(isMounted(refused)).toBe(false)
})

test('a problem is said while the panel is in view, until it is dismissed', () => {
  const troubled: PanelEvent = {
    type: 'troubled',
    problem: { message: 'A file did not load.' },
  }

  expect(after(arrives, troubled).problem).toBeUndefined()
  expect(after(arrives, ...comesUp, troubled).problem?.message).toBe('A file did not load.')
  expect(after(arrives, ...comesUp, troubled, { type: 'dismissed' }).problem).toBeUndefined()
})

test('a refusal of the API is said in place of what the panel makes of it, until a message is taken', () => {
  const refused: PanelEvent = {
    type: 'troubled',
    problem: { message: 'Too many messages.', isRefusal: true, text: 'Hello' },
  }
  const troubled: PanelEvent = { type: 'troubled', problem: { message: 'Request failed' } }

  expect(after(arrives, ...comesUp, refused, troubled).problem?.text).toBe('Hello')
  expect(after(arrives, ...comesUp, refused, { type: 'taken' }).problem).toBeUndefined()
  expect(after(arrives, ...comesUp, troubled, { type: 'taken' }).problem).toBeDefined()
})
