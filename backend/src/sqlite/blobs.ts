/**
 * Large contents, kept in parts: each is written, read and removed in a time that holds nobody up. One
 * that is being written, or has been dropped, is loose: it is removed bit by bit, also after a crash.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Checkpoints } from './checkpoints.ts'
import type { Statements } from './statements.ts'

export type Blobs = ReturnType<typeof createBlobs>

export const blobSchema = `
  create table if not exists blob_parts (
    blob integer not null, part integer not null, bytes blob not null,
    primary key (blob, part)) strict;
  create table if not exists loose_blobs (id integer primary key autoincrement) strict;
`

const PART_BYTES = 256 * 1024
const PARTS_AT_ONCE = 8

/** All of it, or piece by piece as it comes. */
export type Content = Uint8Array | AsyncIterable<Uint8Array>

async function* partsOf(content: Content): AsyncGenerator<Uint8Array> {
  let part: Uint8Array[] = []
  let room = PART_BYTES
  for await (const piece of content instanceof Uint8Array ? [content] : content) {
    for (let at = 0; at < piece.length; ) {
      const some = piece.subarray(at, at + room)
      part.push(some)
      at += some.length
      room -= some.length
      if (room > 0) continue
      yield Buffer.concat(part)
      part = []
      room = PART_BYTES
    }
  }
  if (part.length > 0) yield Buffer.concat(part)
}

/** @param onLoose after a write that has kept nothing: there is something to remove */
export function createBlobs(sql: Statements, checkpoints: Checkpoints, onLoose: () => void) {
  const writing = new Set<number>()

  return {
    /**
     * @param keep notes whose it is, once all of it is written; within one transaction
     * @returns what `keep` says: whether somebody wants it; else it is removed again
     */
    async write(content: Content, keep: (id: number) => boolean): Promise<boolean> {
      const [row] = sql.all<{ id: number }>('insert into loose_blobs default values returning id')
      const id = Number(row?.id)
      writing.add(id)
      let isKept = false
      try {
        let part = 0
        for await (const piece of partsOf(content)) {
          sql.run('insert into blob_parts (blob, part, bytes) values (?, ?, ?)', id, part++, piece)
          await nextTurn()
          await checkpoints.keepUp()
        }
        isKept = sql.transaction(() => {
          const isWanted = keep(id)
          if (isWanted) sql.run('delete from loose_blobs where id = ?', id)
          return isWanted
        })
        return isKept
      } finally {
        writing.delete(id)
        if (!isKept) onLoose()
      }
    },

    /** Within the transaction that forgets it. */
    drop(id: number): void {
      sql.run('insert or ignore into loose_blobs (id) values (?)', id)
    },

    async read(id: number): Promise<Uint8Array<ArrayBuffer>> {
      const parts: Uint8Array[] = []
      for (;;) {
        const some = sql.all<{ bytes: Uint8Array }>(
          'select bytes from blob_parts where blob = ? and part >= ? order by part limit ?',
          id,
          parts.length,
          PARTS_AT_ONCE,
        )
        parts.push(...some.map(({ bytes }) => bytes))
        if (some.length < PARTS_AT_ONCE) return Buffer.concat(parts)
        await nextTurn()
      }
    },

    /** Removes some of what is loose. @returns whether there may be more */
    removeSome(): boolean {
      const loose = sql.all<{ id: number }>('select id from loose_blobs limit 100')
      const id = loose.find((each) => !writing.has(each.id))?.id
      if (id === undefined) return false
      const removed = sql.run(
        `delete from blob_parts where blob = ?1 and part in
           (select part from blob_parts where blob = ?1 order by part desc limit ?2)`,
        id,
        PARTS_AT_ONCE,
      )
      if (removed < PARTS_AT_ONCE) sql.run('delete from loose_blobs where id = ?', id)
      return true
    },
  }
}
