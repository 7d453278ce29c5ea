/** A reader who asks for an answer over a connection of their own, and takes nothing of it until they read. */
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { onTestFinished } from 'vitest'

export type Unread = {
  response: IncomingMessage
  /** Takes everything that comes, until the end of the answer or of the connection. */
  read(): Promise<string>
}

export async function openUnread(
  url: string,
  headers: Record<string, string> = {},
): Promise<Unread> {
  const asked = get(url, { headers, agent: false })
  onTestFinished(() => {
    asked.destroy()
  })
  asked.on('error', () => {})
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  response.on('error', () => {})
  return {
    response,
    async read() {
      const pieces: Buffer[] = []
      response.on('data', (piece: Buffer) => pieces.push(piece))
      if (!response.closed) await new Promise((closed) => response.once('close', closed))
      // Of a character that was cut off, nothing.
      return new TextDecoder().decode(Buffer.concat(pieces), { stream: true })
    },
  }
}
