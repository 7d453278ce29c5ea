import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, onTestFinished, test, vi } from 'vitest'
import { removeStaleFiles, spool } from './spool'

function useTempFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'spool-test-'))
  vi.stubEnv('TMPDIR', folder)
  onTestFinished(() => {
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true })
  })
  return (name: string) => {
    const path = join(folder, name)
    writeFileSync(path, 'some bytes')
    return path
  }
}

test('a start removes the files of servers that have ended, and no other files', async () => {
  const write = useTempFolder()
  const { pid: ended } = spawnSync(process.execPath, ['--version'])
  const left = [
    write(`coaching-hub-page-${ended}_0b2471ec`),
    write(`coaching-hub-page-${process.pid}_0b2471ec`),
    write('coaching-hub-page-0b2471ec-7f4b-454b-907c-66782d984fb3'),
  ]
  const others = [write(`coaching-hub-page-${process.ppid}_0b2471ec`), write('letter.txt')]

  await removeStaleFiles()

  expect(left.filter(existsSync)).toEqual([])
  expect(others.filter(existsSync)).toEqual(others)
})

test('a file names the process that it belongs to, and is gone once it is removed', async () => {
  useTempFolder()
  const { file, remove } = await spool(Readable.from(['some ', 'words']), 'a.txt', 'text/plain')
  expect(await file.text()).toBe('some words')

  await remove()

  await expect(file.text()).rejects.toThrow()
})
