import { once } from 'node:events'
import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { attach } from '../../../test/api/attach.ts'
import { answersIn, openSocket, rawRequest, untilClosed } from '../../../test/api/raw-request.ts'
import { startScriptedApi } from '../../../test/api/start-scripted-api.ts'
import { saying } from '../../../test/responders/assistant.ts'
import { PNG } from '../../../test/samples/file-samples.ts'

const PICTURE = Buffer.concat([PNG, Buffer.alloc(10 * 1024 * 1024)])

async function startWithPicture() {
  const api = await startScriptedApi(saying('Hi'), {
    MAX_UNREAD_ANSWERS_BYTES: String(2.5 * PICTURE.length),
  })
  const { uploaded } = await attach(api.visitor(), 'me.png', 'image/png', PICTURE)
  const { pathname, search } = new URL(uploaded.preview_url ?? '')
  const line = `GET ${pathname}${search} HTTP/1.1`
  const openUnread = async () => {
    const socket = await openSocket(api.url)
    socket.write(rawRequest(line))
    // Its beginning is there, and stays unread.
    await once(socket, 'readable')
    return socket
  }
  return Object.assign(api, { openUnread, preview: uploaded.preview_url ?? '' })
}

async function lengthRead(socket: Socket) {
  const received = untilClosed(socket)
  socket.resume()
  return answersIn(await received)[0]?.body.length
}

test('of more unread pictures than may wait, the oldest are cut off and the newest are read', async () => {
  await using api = await startWithPicture()
  const sockets: Socket[] = []
  for (let i = 0; i < 5; i++) sockets.push(await api.openUnread())

  const lengths = await Promise.all(sockets.map(lengthRead))

  for (const length of lengths.slice(0, 3)) expect(length).toBeLessThan(PICTURE.length)
  expect(lengths.slice(3)).toEqual([PICTURE.length, PICTURE.length])
})

test('what has been read makes room again', async () => {
  await using api = await startWithPicture()

  for (let i = 0; i < 5; i++) {
    const response = await fetch(api.preview)
    expect((await response.bytes()).length).toBe(PICTURE.length)
  }
})
