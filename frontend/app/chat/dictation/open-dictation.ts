import type { Api } from '~/api/client'
import { tabApi } from '~/session/tab-session'
import { Dictation, type DictationParts } from './dictation'
import { record } from './recording'

/** Loaded when somebody dictates for the first time. */

export function openDictation(listeners: Pick<DictationParts, 'onChange' | 'onText'>) {
  return new Dictation({
    ...listeners,
    record,
    transcribe: (audio, signal) => transcribe(tabApi(), audio, signal),
  })
}

/** Has the words of a recording written down. */
export async function transcribe(api: Api, audio: Blob, signal: AbortSignal) {
  const params = { audio_base64: await toBase64(audio), mime_type: audio.type }
  const { text } = await api.chatkit('input.transcribe', params, signal)
  return text
}

/** Read by the browser itself, which is much faster than letter by letter. */
function toBase64(audio: Blob) {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const reader = new FileReader()
  reader.onerror = () => reject(reader.error)
  // `data:audio/webm;codecs=opus;base64,…`
  reader.onload = () => resolve(String(reader.result).replace(/^.*?;base64,/, ''))
  reader.readAsDataURL(audio)
  return promise
}
