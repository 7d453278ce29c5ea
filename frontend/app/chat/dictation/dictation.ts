import { ApiError } from '~/api/api-error'
import { refusalOf } from '~/api/refusal'
import { announce } from '~/ui/announcer'
import type { Wait } from '~/ui/wait'
import type { Recording } from './recording'

export type DictationState =
  | { step: 'idle' | 'starting' | 'transcribing' }
  | { step: 'recording'; startedAt: number }
  | { step: 'failed'; problem: string; wait?: Wait; canTryAgain: boolean }

export type DictationParts = {
  /** Asks for the microphone, and records until it is stopped or `signal` throws it away. */
  record: (signal: AbortSignal) => Promise<Recording>
  transcribe: (audio: Blob, signal: AbortSignal) => Promise<string>
  onChange: (state: DictationState) => void
  onText: (text: string) => void
}

/** Speech on its way to text. One recording at a time; what could not be sent is kept to be tried again. */
export class Dictation {
  readonly #parts: DictationParts
  #attempt = new AbortController()
  #recording?: Recording
  #kept?: Blob

  constructor(parts: DictationParts) {
    this.#parts = parts
  }

  async start() {
    const signal = this.#begin()
    this.#kept = undefined
    this.#parts.onChange({ step: 'starting' })
    await this.#attend(signal, async () => {
      const recording = await this.#parts.record(signal)
      signal.throwIfAborted()
      this.#recording = recording
      this.#parts.onChange({ step: 'recording', startedAt: Date.now() })
      announce('Recording')
      this.#kept = await recording.finished
      await this.#transcribe(this.#kept, signal)
    })
  }

  /** Ends the recording; its words follow. */
  stop() {
    this.#recording?.stop()
  }

  async tryAgain() {
    const audio = this.#kept
    if (!audio) return this.start()
    const signal = this.#begin()
    await this.#attend(signal, () => this.#transcribe(audio, signal))
  }

  /** Throws away what was recorded, and whatever may still come of it. */
  cancel() {
    this.#begin()
    this.#kept = undefined
    this.#parts.onChange({ step: 'idle' })
  }

  #begin() {
    this.#attempt.abort()
    this.#attempt = new AbortController()
    this.#recording = undefined
    return this.#attempt.signal
  }

  async #transcribe(audio: Blob, signal: AbortSignal) {
    signal.throwIfAborted()
    this.#parts.onChange({ step: 'transcribing' })
    announce('Writing down what you said')
    // Stopped before the first sound: there is nothing to send.
    const text = audio.size > 0 ? (await this.#parts.transcribe(audio, signal)).trim() : ''
    signal.throwIfAborted()
    this.#kept = undefined
    if (!text) return this.#fail(NOTHING_HEARD, false)
    this.#parts.onChange({ step: 'idle' })
    this.#parts.onText(text)
  }

  /** An attempt that was given up ends in silence. */
  async #attend(signal: AbortSignal, work: () => Promise<void>) {
    try {
      await work()
    } catch (error) {
      if (signal.aborted) return
      const { problem, wait, isFinal } = problemOf(error)
      if (isFinal) this.#kept = undefined
      this.#fail(problem, !isFinal, wait)
    }
  }

  #fail(problem: string, canTryAgain: boolean, wait?: Wait) {
    this.#parts.onChange({ step: 'failed', problem, wait, canTryAgain })
  }
}

const NOTHING_HEARD = 'Nothing was heard. Speak a little closer to the microphone.'

type DictationProblem = {
  problem: string
  /** When to try again, if not at once. */
  wait?: Wait
  /** Trying once more cannot help. */
  isFinal: boolean
}

/** What the browser says of the microphone, by the name of its error. */
const MICROPHONE = new Map([
  [
    'NotAllowedError',
    'The microphone is not allowed here. Allow it in your browser, then try again.',
  ],
  ['NotFoundError', 'No microphone was found. Connect one and try again.'],
  ['NotReadableError', 'The microphone does not answer. Another program may be using it.'],
])

const REFUSED = [400, 413, 415, 501]

/** Why speech did not become text, in words. */
export function problemOf(error: unknown): DictationProblem {
  if (error instanceof ApiError) {
    const isFinal = REFUSED.includes(error.status)
    const { message, wait } = refusalOf(error)
    return { problem: isFinal ? message : `${message} ${KEPT}`, wait, isFinal }
  }
  const name = error instanceof Error ? error.name : ''
  return { problem: MICROPHONE.get(name) ?? 'The recording did not work.', isFinal: false }
}

const KEPT = 'Your recording is kept.'
