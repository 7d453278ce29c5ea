import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { TabSession } from '~/session/tab-session'
import { NEW_CHAT } from './chat-keys'
import { Drafts } from './drafts'
import { persistDrafts } from './persist-drafts'

const session = (id: string, isDuplicate = false): TabSession => ({
  id,
  isDocumentsOwn: true,
  isDuplicate,
})

const openDrafts = () =>
  new Drafts({ upload: () => new Promise(() => {}), discard: () => Promise.resolve() })

/** The tab's own storage, and the document's events. */
let stored = new Map<string, string>()
let document = new EventTarget()

beforeEach(() => {
  stored = new Map()
  document = new EventTarget()
  vi.stubGlobal('sessionStorage', {
    getItem: (name: string) => stored.get(name) ?? null,
    setItem: (name: string, value: string) => stored.set(name, value),
    removeItem: (name: string) => stored.delete(name),
  })
  vi.stubGlobal('document', document)
  vi.stubGlobal('addEventListener', () => {})
})
afterEach(() => vi.unstubAllGlobals())

/** What a document of this session finds that comes after one of `before`. */
function afterwards(before: Drafts, now: TabSession) {
  persistDrafts(before, () => session('s1'))
  document.dispatchEvent(new Event('visibilitychange'))
  const after = openDrafts()
  persistDrafts(after, () => now)
  return after
}

function written() {
  const drafts = openDrafts()
  drafts.setText('thr_1', 'One')
  drafts.setText('thr_2', 'Two')
  drafts.keepForm('form_1', [{ value: 'Pots', checked: false }])
  return drafts
}

test('the next document of a session has what was written in each chat and form', () => {
  const after = afterwards(written(), session('s1'))

  expect(after.get('thr_1').text).toBe('One')
  expect(after.get('thr_2').text).toBe('Two')
  expect(after.form('form_1')).toEqual([{ value: 'Pots', checked: false }])
})

test('a new session, which has none of these chats, has it on the start screen', () => {
  const after = afterwards(written(), session('s2'))

  expect(after.get(NEW_CHAT).text).toBe('One\n\nTwo')
  expect(after.form('form_1')).toBeUndefined()
})

test('a copy of the tab has none of it', () => {
  expect(afterwards(written(), session('s2', true)).texts()).toEqual([])
})

test('nothing is kept where nothing is written', () => {
  afterwards(openDrafts(), session('s1'))

  expect([...stored]).toEqual([])
})

test.each([
  '{',
  'null',
  '7',
  '{"texts":7}',
  '{"texts":[null]}',
  '{"texts":[[1,2]]}',
  '{"texts":[["a",{}]]}',
  '{"texts":[],"forms":{}}',
  '{"texts":[],"forms":[["a",null]]}',
])('what something else has written there is left out: %s', (value) => {
  stored.set('hub-drafts', value)
  const drafts = openDrafts()

  persistDrafts(drafts, () => session('s1'))

  expect(drafts.texts()).toEqual([])
})

test('without storage what is written lives as long as the page', () => {
  vi.stubGlobal('sessionStorage', {
    getItem() {
      throw new DOMException('Denied', 'SecurityError')
    },
    setItem() {
      throw new DOMException('Full', 'QuotaExceededError')
    },
  })
  const drafts = written()

  persistDrafts(drafts, () => session('s1'))
  document.dispatchEvent(new Event('visibilitychange'))

  expect(drafts.get('thr_1').text).toBe('One')
})
