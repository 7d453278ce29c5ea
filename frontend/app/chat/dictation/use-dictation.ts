import { useEffect, useRef, useState } from 'react'
import { useHubData } from '~/session/hub-data'
import { useHydrated } from '~/ui/use-hydrated'
import type { Dictation, DictationState } from './dictation'

export type DictationControl = {
  state: DictationState
  start: () => void
  stop: () => void
  tryAgain: () => void
  cancel: () => void
}

const IDLE: DictationState = { step: 'idle' }

/** Dictating into one chat's message: leaving the chat ends it. Undefined where it is not possible. */
export function useDictation(onText: (text: string) => void): DictationControl | undefined {
  const { session } = useHubData()
  const isHydrated = useHydrated()
  const [state, setState] = useState(IDLE)
  const dictation = useRef<Promise<Dictation>>()
  const latestOnText = useRef(onText)
  useEffect(() => {
    latestOnText.current = onText
  })

  const whenOpen = (use: (opened: Dictation) => void) => {
    dictation.current ??= open(setState, (text) => latestOnText.current(text))
    dictation.current.then(use, () => {
      dictation.current = undefined
      setState({ step: 'failed', problem: 'Dictation could not be loaded.', canTryAgain: true })
    })
  }
  useEffect(() => () => void dictation.current?.then((opened) => opened.cancel()), [])
  const cancel = () => whenOpen((opened) => opened.cancel())
  useEscape(state.step !== 'idle', cancel)

  if (!session.dictation || !isHydrated || !canRecord()) return undefined
  return {
    state,
    start() {
      setState({ step: 'starting' })
      whenOpen((opened) => void opened.start())
    },
    stop: () => whenOpen((opened) => opened.stop()),
    tryAgain: () => whenOpen((opened) => void opened.tryAgain()),
    cancel,
  }
}

async function open(onChange: (state: DictationState) => void, onText: (text: string) => void) {
  const { openDictation } = await import('./open-dictation')
  return openDictation({ onChange, onText })
}

function canRecord() {
  return isSecureContext && 'mediaDevices' in navigator && 'MediaRecorder' in globalThis
}

function useEscape(isOn: boolean, onEscape: () => void) {
  const latest = useRef(onEscape)
  useEffect(() => {
    latest.current = onEscape
  })
  useEffect(() => {
    if (!isOn) return
    const listen = (event: KeyboardEvent) => {
      if (event.key === 'Escape') latest.current()
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [isOn])
}

/** Puts words where the cursor is, as if they had been typed there, with a space where one is missing. */
export function insertWords(box: HTMLTextAreaElement, words: string) {
  const { value, selectionStart: start, selectionEnd: end } = box
  box.setRangeText(spaced(value.slice(0, start), words, value.slice(end)), start, end, 'end')
}

export function spaced(before: string, words: string, after: string) {
  const left = /\S$/.test(before) ? ' ' : ''
  const right = /^[\p{L}\p{N}]/u.test(after) ? ' ' : ''
  return `${left}${words}${right}`
}
