import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { runBackend } from '../../test/process/run-backend.ts'
import { makeTempFolder } from '../../test/process/temp-folder.ts'
import { StorageFailedError, StorageFullError } from '../errors.ts'
import { openDatabase, pragma } from './open-database.ts'
import { statements } from './statements.ts'

const schema = 'create table if not exists notes (id integer primary key, text text) strict'

const PAGE = 4_096
const NOBODY = 65_534

/** What a process without special rights is told; the tests may run as one that can write everything. */
function openAsNobody(path: string): string {
  const module = JSON.stringify(join(import.meta.dirname, 'open-database.ts'))
  const script = `import { openDatabase } from ${module}; openDatabase(${JSON.stringify(path)}, { schema: '' })`
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
    ...(process.getuid?.() === 0 && { uid: NOBODY }),
  })
  return stderr
}

function makePath(name = 'some.sqlite'): string {
  const folder = makeTempFolder()
  onTestFinished(folder.remove)
  return join(folder.path, name)
}

function open(path: string, options: Partial<Parameters<typeof openDatabase>[1]> = {}) {
  const db = openDatabase(path, { schema, ...options })
  onTestFinished(() => {
    if (db.isOpen) db.close()
  })
  return db
}

/** A file of some size, as an earlier version of the service has left it. */
function fill(path: string, rows: number): void {
  const db = new DatabaseSync(path)
  db.exec(`pragma journal_mode = wal; ${schema}`)
  const insert = db.prepare('insert into notes (text) values (?)')
  for (let n = 0; n < rows; n++) insert.run('x'.repeat(3_000))
  db.close()
}

test('a folder that is missing is made', () => {
  const path = makePath('deep/down/some.sqlite')

  open(path)

  expect(statSync(path).size).toBeGreaterThan(0)
})

test('a file that is no database is refused with its path and what to do', () => {
  const path = makePath()
  writeFileSync(path, 'Dear diary, '.repeat(1_000))

  expect(() => open(path)).toThrow(
    `DATA_DIR: ${path} is damaged (file is not a database). Restore it from a backup, or move it away`,
  )
})

test('a file that was cut off is refused', () => {
  const path = makePath()
  fill(path, 100)
  truncateSync(path, 20_000)

  expect(() => open(path)).toThrow(/is damaged \(.*malformed/)
})

test('a file that is damaged inside is refused', () => {
  const path = makePath()
  fill(path, 100)
  const file = openSync(path, 'r+')
  writeSync(file, Buffer.alloc(PAGE, 0xff), 0, PAGE, 3 * PAGE)
  closeSync(file)

  expect(() => open(path)).toThrow(/is damaged/)
})

test('a file of a newer version is refused, and left as it is', () => {
  const path = makePath()
  open(path, { upgrades: ['select 1', 'select 2'] }).close()

  expect(() => open(path, { upgrades: ['select 1'] })).toThrow(
    `${path} was written by a newer version of this service (layout 2, this one knows 1)`,
  )
  expect(pragma(open(path, { upgrades: ['select 1', 'select 2'] }), 'user_version')).toBe(2)
})

test('a file of an earlier version is brought up to date once, a new one needs no upgrade', () => {
  const path = makePath()
  fill(path, 1)
  const upgrades = ['alter table notes add column mood text', "update notes set mood = 'calm'"]

  open(path, { upgrades }).close()
  const db = open(path, { upgrades })

  expect(db.prepare('select mood from notes').get()).toEqual({ mood: 'calm' })
  expect(pragma(open(makePath(), { upgrades }), 'user_version')).toBe(2)
})

test('a path that is a folder, or leads through a file, is refused with what to do', () => {
  const path = makePath()
  mkdirSync(path)
  const file = makePath()
  writeFileSync(file, '')

  expect(() => open(path)).toThrow(/cannot be opened for writing .* set DATA_DIR to another folder/)
  expect(() => open(join(file, 'some.sqlite'))).toThrow(
    `DATA_DIR: ${file} cannot be made (EEXIST). Make the folder, or set DATA_DIR`,
  )
})

test('a file, or a folder, that may not be written is refused', () => {
  const path = makePath()
  fill(path, 1)
  chmodSync(path, 0o444)
  const folder = dirname(makePath())
  for (const each of [dirname(path), folder]) chmodSync(each, 0o555)

  expect(openAsNobody(path)).toMatch(/some\.sqlite cannot be opened for writing/)
  expect(openAsNobody(join(folder, 'some.sqlite'))).toMatch(/cannot be opened for writing/)
})

test('a file of an earlier version gives space back from now on', () => {
  const path = makePath()
  fill(path, 1_000)

  const db = open(path)
  db.exec('delete from notes')
  db.exec('pragma incremental_vacuum; pragma wal_checkpoint(truncate)')

  expect(statSync(path).size).toBeLessThan(50_000)
})

test('a full database says so, undoes what it has begun, and takes more once there is room', () => {
  const path = makePath()
  const sql = statements(open(path, { maxBytes: 100_000 }))
  const insert = (length: number) =>
    sql.run('insert into notes (text) values (?)', 'x'.repeat(length))
  insert(50_000)

  const tooMuch = () =>
    sql.transaction(() => {
      insert(10)
      insert(80_000)
    })

  expect(tooMuch).toThrow(StorageFullError)
  expect(sql.count('select count(*) as n from notes')).toBe(1)
  sql.run('delete from notes')
  insert(80_000)
  expect(sql.count('select count(*) as n from notes')).toBe(1)
})

test('a database that cannot be written any more says so', () => {
  const db = open(makePath())
  const sql = statements(db)
  db.exec('pragma query_only = on')

  expect(() => sql.run("insert into notes (text) values ('x')")).toThrow(StorageFailedError)
  expect(sql.count('select count(*) as n from notes')).toBe(0)
})

test('the process does not start with a damaged database, and says which and what to do', async () => {
  const folder = makeTempFolder()
  onTestFinished(folder.remove)
  writeFileSync(join(folder.path, 'memory.sqlite'), 'Dear diary, '.repeat(1_000))
  await using backend = runBackend({ DATA_DIR: folder.path })

  const { code } = await backend.ended()

  expect(code).toBe(1)
  expect(backend.printed).toHaveLength(1)
  expect(JSON.parse(backend.printed[0] ?? '').err.message).toMatch(
    /^DATA_DIR: \S+memory\.sqlite is damaged \(file is not a database\)\. Restore it from a backup/,
  )
})
