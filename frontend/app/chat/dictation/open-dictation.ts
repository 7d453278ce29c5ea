/** Loaded when somebody dictates for the first time. */
import { tabApi } from '~/session/tab-session'
import { Dictation, type DictationParts } from './dictation'
import { record } from './recording'
import { transcribe } from './transcribe'

export function openDictation(listeners: Pick<DictationParts, 'onChange' | 'onText'>) {
  return new Dictation({
    ...listeners,
    record,
    transcribe: (audio, signal) => transcribe(tabApi(), audio, signal),
  })
}
