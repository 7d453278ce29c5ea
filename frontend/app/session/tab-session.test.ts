import { expect, test } from 'vitest'
import { decideTabSession } from './tab-session'

const facts = { sessionId: 'document', answersForm: false }

test('a new tab takes the session its page was drawn with', () => {
  expect(decideTabSession({ kept: null, facts, isReload: false })).toEqual({ id: 'document' })
})

test('a tab keeps its session when it moves on', () => {
  expect(decideTabSession({ kept: 'tab', facts, isReload: false })).toEqual({ id: 'tab' })
})

test('a reload begins a new session and ends the old one', () => {
  const decision = decideTabSession({ kept: 'tab', facts, isReload: true })

  expect(decision).toEqual({ id: 'document', ended: 'tab' })
})

test('a reload begins a new session even when the server was not told of it', () => {
  const { id, ended } = decideTabSession({ kept: 'document', facts, isReload: true })

  expect(id).not.toBe('document')
  expect(ended).toBe('document')
})

test('a message sent before the scripts ran is found again', () => {
  const afterForm = { sessionId: 'document', answersForm: true }

  expect(decideTabSession({ kept: 'tab', facts: afterForm, isReload: false })).toEqual({
    id: 'document',
  })
})
