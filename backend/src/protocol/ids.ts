import { createHash, randomBytes } from 'node:crypto'

type Prefix = 'thr' | 'msg' | 'tc' | 'wf' | 'tsk' | 'atc' | 'shcx' | 'res'

/** An opaque id with ChatKit's prefix; 96 random bits, since ids of all visitors share one space. */
export const newId = (prefix: Prefix) => `${prefix}_${randomBytes(12).toString('hex')}`

/** The same id for the same words, of which nobody else can know all. */
export const idFrom = (prefix: Prefix, ...words: string[]) =>
  `${prefix}_${createHash('sha256')
    .update(JSON.stringify([prefix, ...words]))
    .digest('hex')
    .slice(0, 24)}`

/** The wire's clock: UTC, with its `Z`. */
export const now = () => new Date().toISOString()
