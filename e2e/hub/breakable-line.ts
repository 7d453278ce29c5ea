import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A line to a local port that breaks when told to, as a train's network does in a tunnel. */
export type BreakableLine = {
  url: string
  /** Ends every connection, and lets no new one through until it is mended. */
  cut(): void
  mend(): void
  /** Where new connections go from now on, as with a balancer that has heard of another process. */
  leadTo(port: number): void
  close(): Promise<void>
}

export async function openLine(port: number): Promise<BreakableLine> {
  const sockets = new Set<Socket>()
  let isCut = false
  let target = port

  const server = createServer((near) => {
    if (isCut) return near.destroy()
    const far = connect(target, '127.0.0.1')
    near.pipe(far).pipe(near)
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      socket.once('error', () => other.destroy())
      socket.once('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const breakAll = () => {
    for (const socket of sockets) socket.destroy()
  }
  const { port: ownPort } = server.address() as AddressInfo // a TCP server has no other kind of address

  return {
    url: `http://127.0.0.1:${ownPort}`,
    cut() {
      isCut = true
      breakAll()
    },
    mend() {
      isCut = false
    },
    leadTo(other) {
      target = other
    },
    async close() {
      breakAll()
      await new Promise((closed) => server.close(closed))
    },
  }
}
