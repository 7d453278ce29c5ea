/** What a chat goes by: its thread's id, and a key of its own before it has one. */

/** Where a draft lies that belongs to no thread yet. */
export const NEW_CHAT = 'new'

export function newChatKey() {
  return `${NEW_CHAT}-${crypto.randomUUID()}`
}

/** A chat that has no thread yet. */
export function isNew(key: string) {
  return key.startsWith(`${NEW_CHAT}-`)
}

export function threadIdOf(key: string) {
  return isNew(key) ? null : key
}
