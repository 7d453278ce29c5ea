/** Opens a database file so that it gives space back, and refuses one that cannot be used. */
import { mkdirSync, statfsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { SetupError } from '../errors.ts'
import { CORRUPT, startAdvice } from './storage-errors.ts'

export type Layout = {
  /** Makes what is missing; run at every start. */
  schema: string
  /** What leads from each earlier version to the next; their number is the current version. */
  upgrades?: string[]
}

export type DatabaseOptions = Layout & {
  /** The largest that the file may become; beyond it, writes fail as on a full disk. */
  maxBytes?: number
  /** What is deleted is overwritten, not merely unlisted. @default false */
  overwrites?: boolean
}

/** Its owner has to do something before the service can start; the message says what. */
export class UnusableDatabaseError extends SetupError {
  constructor(path: string, advice: string, cause?: unknown) {
    super(`DATA_DIR: ${path} ${advice}`, cause)
  }
}

/** A whole file is checked, or written again, within about two seconds up to these sizes. */
const MOST_CHECKED_BYTES = 256 * 1024 * 1024
const MOST_REWRITTEN_BYTES = 128 * 1024 * 1024
/** While it starts, another process may still be closing the file. */
const START_BUSY_MS = 5_000
/** Later a wait would hold up everything else that this process does. */
const BUSY_MS = 100
/** The write-ahead log goes back to this size; what it has can be used when the disk is full. */
export const LOG_BYTES = 4 * 1024 * 1024
/** `upkeep.ts` moves the log into the file long before this; if it fails, SQLite does it. */
const AUTO_CHECKPOINT_PAGES = 16_384
const INCREMENTAL = 2
const IN_MEMORY = ':memory:'

/**
 * @param path a file, or `:memory:`
 * @throws {UnusableDatabaseError}
 */
export function openDatabase(path: string, options: DatabaseOptions): DatabaseSync {
  if (path !== IN_MEMORY) makeFolder(dirname(path))
  let db: DatabaseSync | undefined
  try {
    db = new DatabaseSync(path)
    prepare(db, path, options)
    return db
  } catch (error) {
    db?.close()
    if (error instanceof UnusableDatabaseError) throw error
    throw new UnusableDatabaseError(path, startAdvice(error), error)
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException // of a call to the file system
    throw new UnusableDatabaseError(
      folder,
      `cannot be made (${code ?? message}). Make the folder, or set DATA_DIR to one that this process may write.`,
      error,
    )
  }
}

/** One number that the database tells. */
export function pragma(db: DatabaseSync, name: string): number {
  const row = db.prepare(`pragma ${name}`).get()
  return Number(Object.values(row ?? {})[0])
}

function prepare(
  db: DatabaseSync,
  path: string,
  { schema, upgrades = [], maxBytes, overwrites = false }: DatabaseOptions,
) {
  // Has to come before anything is written into a new file.
  db.exec(`pragma busy_timeout = ${START_BUSY_MS}; pragma auto_vacuum = incremental`)
  db.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = on')
  db.exec(`pragma secure_delete = ${overwrites ? 'on' : 'off'}`)
  db.exec(`pragma journal_size_limit = ${LOG_BYTES}`)
  db.exec(`pragma wal_autocheckpoint = ${AUTO_CHECKPOINT_PAGES}`)
  check(db, path)
  upgrade(db, path, upgrades)
  db.exec(schema)
  giveSpaceBack(db, path)
  if (maxBytes) db.exec(`pragma max_page_count = ${Math.ceil(maxBytes / pragma(db, 'page_size'))}`)
  db.exec(`pragma busy_timeout = ${BUSY_MS}`)
}

/** Of a larger file, damage shows at the first read of it. */
function check(db: DatabaseSync, path: string): void {
  if (bytesOf(path) > MOST_CHECKED_BYTES) return
  const [found] = Object.values(db.prepare('pragma quick_check(1)').get() ?? {})
  if (found === 'ok') return
  throw Object.assign(new Error(String(found).split('\n')[0]), { errcode: CORRUPT })
}

function upgrade(db: DatabaseSync, path: string, upgrades: string[]): void {
  const version = pragma(db, 'user_version')
  if (version > upgrades.length) {
    throw new UnusableDatabaseError(
      path,
      `was written by a newer version of this service (layout ${version}, this one knows ${upgrades.length}). Start that version again, or move the file away to start without what it holds.`,
    )
  }
  const isNew = db.prepare('select 1 from sqlite_schema limit 1').get() === undefined
  const missing = isNew ? [] : upgrades.slice(version)
  db.exec(
    ['begin immediate', ...missing, `pragma user_version = ${upgrades.length}`, 'commit'].join(
      ';\n',
    ),
  )
}

/**
 * Files of earlier versions cannot give space back until they have been written again. One that is too
 * large for that stays as it is until a later start: what is free in it is used again.
 */
function giveSpaceBack(db: DatabaseSync, path: string): void {
  if (path === IN_MEMORY || pragma(db, 'auto_vacuum') === INCREMENTAL) return
  const used = (pragma(db, 'page_count') - pragma(db, 'freelist_count')) * pragma(db, 'page_size')
  // It is written into the log first, then into the file.
  if (used > MOST_REWRITTEN_BYTES || freeBytes(path) < 3 * used) return
  db.exec('pragma auto_vacuum = incremental; vacuum')
  db.exec('pragma wal_checkpoint(truncate)')
}

function bytesOf(path: string): number {
  return path === IN_MEMORY ? 0 : (statSync(path, { throwIfNoEntry: false })?.size ?? 0)
}

function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(dirname(path))
  return bavail * bsize
}
