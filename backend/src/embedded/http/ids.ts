import { randomUUID } from 'node:crypto'

export type IdPrefix =
  | 'resp_'
  | 'msg_'
  | 'fs_'
  | 'fc_'
  | 'call_'
  | 'file-'
  | 'vs_'
  | 'req_'
  | 'vsfb_'

export function newId(prefix: IdPrefix): string {
  return prefix + randomUUID().replaceAll('-', '')
}

export function secondsNow(): number {
  return Math.floor(Date.now() / 1000)
}
