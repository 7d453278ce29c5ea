/** Requests as bytes on a socket, for what no HTTP client would send. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export type RawAnswer = { status: number; headers: Map<string, string>; body: string }

export async function openSocket(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  // What is reset is seen by its end.
  socket.on('error', () => {})
  return socket
}

/** Sends these bytes, and reads until the server closes the connection. */
export async function sendRaw(url: string, bytes: string | Buffer): Promise<RawAnswer[]> {
  const socket = await openSocket(url)
  socket.write(bytes)
  return answersIn(await untilClosed(socket))
}

/** All that comes until the connection is closed, one byte a character. */
export async function untilClosed(socket: Socket): Promise<string> {
  let received = ''
  socket.setEncoding('latin1').on('data', (text) => {
    received += text
  })
  // Not `once` of node:events, which throws where the connection is reset.
  await new Promise((resolve) => socket.once('close', resolve))
  return received
}

/** Answers with a `Content-Length`, one after the other. */
export function answersIn(received: string): RawAnswer[] {
  const answers: RawAnswer[] = []
  for (let rest = received; rest !== ''; ) {
    const end = rest.indexOf('\r\n\r\n')
    const [line = '', ...lines] = rest.slice(0, end).split('\r\n')
    const headers = new Map(
      lines.map((header) => {
        const [name = '', ...value] = header.split(': ')
        return [name.toLowerCase(), value.join(': ')]
      }),
    )
    const length = Number(headers.get('content-length') ?? 0)
    const body = rest.slice(end + 4, end + 4 + length)
    answers.push({ status: Number(line.split(' ')[1]), headers, body })
    rest = end < 0 ? '' : rest.slice(end + 4 + length)
  }
  return answers
}

/** A request as it goes over the wire; the connection is closed after its answer. */
export function rawRequest(line: string, headers: string[] = [], body = ''): string {
  const host = headers.some((header) => /^host:/i.test(header)) ? [] : ['Host: localhost']
  return [line, ...host, 'Connection: close', ...headers, '', body].join('\r\n')
}
