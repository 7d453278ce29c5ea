import { describe, expect, test } from 'vitest'
import { actionConfig, withFields } from './action-config'

describe('an action', () => {
  test('goes to the server as a stream unless it says otherwise', () => {
    expect(actionConfig({ type: 'plan.download', payload: { file: 'ics' } })).toEqual({
      type: 'plan.download',
      payload: { file: 'ics' },
      isSync: false,
      isClient: false,
      loading: 'auto',
    })
  })

  test('may be for the page, need no stream, and say what shows that it is worked on', () => {
    const config = { type: 'x', handler: 'client', streaming: false, loadingBehavior: 'container' }

    expect(actionConfig(config)).toMatchObject({
      isClient: true,
      isSync: true,
      loading: 'container',
    })
  })

  test.each([[undefined], ['x'], [{}], [{ type: 5 }], [{ type: '' }], [['x']]])(
    '%j is none',
    (value) => {
      expect(actionConfig(value)).toBeUndefined()
    },
  )
})

describe('fields', () => {
  test('join the payload by their names, where dots nest', () => {
    const payload = { id: 7, day: { hook: 'old', format: 'Reel' } }

    expect(
      withFields(payload, [
        ['day.hook', 'new'],
        ['day.deep.er', 'x'],
        ['ok', true],
      ]),
    ).toEqual({ id: 7, day: { hook: 'new', format: 'Reel', deep: { er: 'x' } }, ok: true })
    expect(payload.day.hook).toBe('old')
  })

  test('make a payload where there was none', () => {
    expect(withFields(undefined, [['name', 'Ada']])).toEqual({ name: 'Ada' })
    expect(withFields(undefined, [])).toBeUndefined()
  })

  test('cannot join a payload that is no object', () => {
    expect(withFields('seven', [['name', 'Ada']])).toBe('seven')
  })

  test.each([['__proto__.polluted'], ['constructor.prototype.polluted'], ['a..b'], ['']])(
    'the name “%s” reaches nothing',
    (name) => {
      expect(withFields({}, [[name, 'x']])).not.toHaveProperty('polluted')
      expect({}).not.toHaveProperty('polluted')
    },
  )
})
