/**
 * Every key of a session has the same hash tag, so a cluster keeps them in one slot, and a script may
 * change them as one. The keys that concern all sessions are used one at a time.
 */
export const keys = {
  /** When each session is to be looked at, to see whether its time is over; by its key. */
  sessions: 'hub:sessions',
  /** Which session each file of the vector store belongs to. */
  files: 'hub:files',
  /** Files whose owner is gone. */
  orphanedFiles: 'hub:orphaned-files',
  /** When the lease of each open turn is over; by its session and thread. */
  openTurns: 'hub:open-turns',
  /** `positive negative`, by session. */
  feedback: 'hub:feedback',
  /** What the time was for all processes, and for the server, when one of them last looked. */
  clock: 'hub:clock',
  /** Whether anything can be written. */
  health: 'hub:health',
  /** When each receipt is over, by its id. */
  receipts: 'hub:receipts',
  spentTokens: (day: string) => `hub:spent-tokens:${day}`,
  spentTokensOf: (session: string, day: string) => `hub:{${session}}:spent-tokens:${day}`,
  receipt: (id: string) => `hub:receipt:${id}`,
  /** When this file was gone from the vector store. */
  erasure: (fileId: string) => `hub:erasure:${fileId}`,
}

export type SessionKeys = ReturnType<typeof sessionKeys>

/** In the order in which `session.lua` takes them. */
export function sessionKeys(session: string) {
  const key = (name: string) => `hub:{${session}}:${name}`
  return {
    life: key('life'),
    threads: key('threads'),
    threadOrder: key('thread-order'),
    items: key('items'),
    itemOrder: key('item-order'),
    feedback: key('feedback'),
    openTurns: key('open-turns'),
    facts: key('facts'),
    attachments: key('attachments'),
    bytes: key('bytes'),
    sizes: key('sizes'),
    files: key('files'),
    orphans: key('orphans'),
  }
}
