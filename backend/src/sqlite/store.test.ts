import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { openFilesBelow } from '../../test/process/open-files.ts'
import { makeTempFolder } from '../../test/process/temp-folder.ts'
import { openStore } from './store.ts'

const schema = 'create table if not exists notes (words text) strict;'

test('a database that is closed is not open in any thread, and its folder can go', async () => {
  for (let ms = 0; ms < 200; ms += 10) {
    const folder = makeTempFolder()
    onTestFinished(folder.remove)
    const store = openStore(`${folder.path}/notes.sqlite`, { schema, onError() {} })
    store.sql.run('insert into notes values (?)', 'word '.repeat(500_000))
    store.sql.run('delete from notes')
    store.upkeep.soon()
    // Somewhere between the start of the thread that moves the log and its end.
    await sleep(ms)

    await store.close()

    expect(openFilesBelow(folder.path)).toEqual([])
    folder.remove()
  }
})
