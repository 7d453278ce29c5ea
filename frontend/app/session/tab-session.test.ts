import { describe, expect, test } from 'vitest'
import { decideTabSession } from './tab-session'

const facts = { sessionId: 'document', answersForm: false }
const free = async () => true
/** Another tab has these. */
const except =
  (...ids: string[]) =>
  async (id: string) =>
    !ids.includes(id)
const fresh = expect.stringMatching(/^[\da-f]{8}-[\da-f-]{27}$/)

test('a new tab takes the session its page was drawn with', async () => {
  const decision = await decideTabSession({ kept: null, facts, isReload: false, claim: free })

  expect(decision).toEqual({ id: 'document' })
})

test('a tab keeps its session when it moves on', async () => {
  const decision = await decideTabSession({ kept: 'tab', facts, isReload: false, claim: free })

  expect(decision).toEqual({ id: 'tab' })
})

test('a reload begins a new session and ends the old one', async () => {
  const decision = await decideTabSession({ kept: 'tab', facts, isReload: true, claim: free })

  expect(decision).toEqual({ id: 'document', ended: 'tab' })
})

test('a reload begins a new session even when the server did not see it', async () => {
  const decision = await decideTabSession({ kept: 'document', facts, isReload: true, claim: free })

  expect(decision).toEqual({ id: fresh, ended: 'document' })
})

test('a message sent before the scripts ran is found again', async () => {
  const afterForm = { sessionId: 'document', answersForm: true }
  const arrival = { kept: 'tab', facts: afterForm, isReload: false, claim: free }

  expect(await decideTabSession(arrival)).toEqual({ id: 'document' })
})

describe('where another tab has the session', () => {
  test('a duplicate of it begins one of its own', async () => {
    const claim = except('tab')

    expect(await decideTabSession({ kept: 'tab', facts, isReload: false, claim })).toEqual({
      id: fresh,
      isDuplicate: true,
    })
  })

  test('a duplicate that its browser calls a reload ends nothing', async () => {
    const claim = except('tab')

    expect(await decideTabSession({ kept: 'tab', facts, isReload: true, claim })).toEqual({
      id: fresh,
      isDuplicate: true,
    })
  })

  test('a link opened beside it begins one of its own', async () => {
    const claim = except('document')

    expect(await decideTabSession({ kept: null, facts, isReload: false, claim })).toEqual({
      id: fresh,
    })
  })

  test('a reload does not take what the server was wrong about', async () => {
    const claim = except('document')

    expect(await decideTabSession({ kept: 'tab', facts, isReload: true, claim })).toEqual({
      id: fresh,
      ended: 'tab',
    })
  })
})
