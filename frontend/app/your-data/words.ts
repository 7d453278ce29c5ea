/** How the page speaks of data: plain functions, the same on the server and in the browser. */
import type { SessionData } from '~/api/client'
import type { ErasedObject, Receipt } from '~/api/protocol'

export type KeptFile = { id: string; name: string; bytes: number }

export const counted = (count: number, one: string, many = `${one}s`) =>
  `${count} ${count === 1 ? one : many}`

/** A document in a message is an attachment and a file of the coach's: one thing to its owner. */
export function keptFiles({ attachments, files }: SessionData): KeptFile[] {
  const attached = new Set(attachments.map(({ file_id }) => file_id))
  return [...attachments, ...files.filter(({ id }) => !attached.has(id))]
}

const HOUR = 60

/** 1440 minutes are 24 hours, 90 are an hour and a half. */
export function spanOf(minutes: number) {
  if (minutes < HOUR) return counted(minutes, 'minute')
  const hours = minutes / HOUR
  return counted(Number.isInteger(hours) ? hours : Number(hours.toFixed(1)), 'hour')
}

const FACT_NAMES = new Map([
  ['niche', 'Niche'],
  ['audience', 'Audience'],
  ['platforms', 'Platforms'],
  ['hours', 'Hours a week'],
])

export function factsOf({ facts }: SessionData) {
  return Object.entries(facts).map(([name, values]) => ({
    name: FACT_NAMES.get(name) ?? name,
    value: values.join(', ') || 'left out on purpose',
  }))
}

/** What is sent to the provider of the model. */
export function providerWords(mode: 'offline' | 'compatible' | 'openai') {
  switch (mode) {
    case 'offline':
      return 'Nothing leaves this server. The coach answers from its own library, and no provider of a model is asked.'
    case 'compatible':
      return 'To answer, the coach sends your messages, what it remembers about you and the passages it finds in your files to the model server that the owner of this site has chosen. Files are kept there until they are erased here.'
    case 'openai':
      return 'To answer, the coach sends your messages, pictures and recordings, and what it remembers about you, to OpenAI, which runs the model. Documents are kept at OpenAI so that they can be searched, until they are erased here. OpenAI’s own terms hold for what it has received.'
  }
}

export function objectName({ kind, name, count = 1 }: ErasedObject) {
  switch (kind) {
    case 'thread':
      return counted(count, 'chat')
    case 'message_items':
      return counted(count, 'entry in them', 'entries in them')
    case 'attachment':
      return name ?? counted(count, 'further attachment')
    case 'file':
      return name ?? counted(count, 'file')
    case 'run_log':
      return counted(count, 'log of an answer', 'logs of answers')
    case 'facts':
      return counted(count, 'fact about you', 'facts about you')
  }
}

const PLACES: Partial<Record<ErasedObject['kind'], string>> = {
  attachment: 'in a message',
  file: 'in the coach’s library',
}

export const objectPlace = ({ kind }: ErasedObject) => PLACES[kind]

export const pendingIn = ({ objects }: Receipt) =>
  objects.filter(({ status }) => status === 'pending').length

/** How things stand, in a sentence that can be read out. */
export function receiptWords(receipt: Receipt) {
  const pending = pendingIn(receipt)
  if (receipt.objects.length === 0) return 'There was nothing to erase.'
  if (pending === 0) return 'Everything is gone, and that is confirmed.'
  const wait = pending === 1 ? '1 file still waits' : `${pending} files still wait`
  return `Your chats are gone from this server. ${wait} for the file store to confirm; we keep trying until it does.`
}
