/** What is said of a session that was erased: names and counts, never content. */

export type ErasedObject = {
  kind: 'thread' | 'message_items' | 'attachment' | 'file' | 'run_log' | 'facts'
  id?: string
  name?: string
  /** How many, where they are not listed one by one. */
  count?: number
  bytes?: number
  /** `pending`: the vector store has not confirmed yet that it is gone. */
  status: 'erased' | 'pending'
  confirmed_at?: string
}

export type Receipt = { id: string; erased_at: string; objects: ErasedObject[] }

/** How long a receipt is kept. */
export const RECEIPT_HOURS = 24

/** Anybody can ask for one, and need not own anything: of more than this the oldest go. */
export const MOST_RECEIPTS = 10_000
