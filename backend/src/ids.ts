import { randomBytes } from 'node:crypto'

type Prefix = 'thr' | 'msg' | 'tc' | 'wf' | 'tsk' | 'atc' | 'shcx'

/** An opaque id with ChatKit's prefix; 96 random bits, since ids of all visitors share one space. */
export const newId = (prefix: Prefix) => `${prefix}_${randomBytes(12).toString('hex')}`

/** The wire's clock: UTC, with its `Z`. */
export const now = () => new Date().toISOString()
