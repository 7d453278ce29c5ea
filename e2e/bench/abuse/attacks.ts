/**
 * What a stranger may do to the API, each for as long as it is measured. They come from an address of their own,
 * 127.0.0.2, where the system has it.
 */
import { randomUUID } from 'node:crypto'
import { Agent, type IncomingMessage, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'

/** How often which status came, and how many connections were closed without one. */
export type Outcome = { [status: string]: number }

export type Attack = {
  name: string
  /** Of the API that it is done to, where they are not the usual ones. */
  settings?: Record<string, string>
  /** @param until resolves when it is to end */
  run(url: string, until: Promise<void>, count: (what: string | number) => void): Promise<void>
}

const FROM = process.platform === 'linux' ? '127.0.0.2' : '127.0.0.1'
const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })

export const attacks: Attack[] = [
  { name: 'idle', run: (_url, until) => until },
  {
    name: 'gzip bodies, 10 kB each, 10 MB unpacked',
    run(url, until, count) {
      const body = gzipSync(`{"type":"threads.create","params":[${'0,'.repeat(5_000_000)}0]}`)
      const headers = { ...jsonOf(randomUUID()), 'content-encoding': 'gzip' }
      return again(8, until, async () =>
        count(await statusOf(post(url, '/chatkit', headers, body))),
      )
    },
  },
  {
    name: 'JSON bodies of 1 MB, deep and wide',
    run(url, until, count) {
      const bodies = [
        '['.repeat(1_000_000),
        `{"type":"threads.list","params":[${'{},'.repeat(300_000)}{}]}`,
      ]
      return again(4, until, async () => {
        for (const body of bodies) {
          count(await statusOf(post(url, '/chatkit', jsonOf(randomUUID()), Buffer.from(body))))
        }
      })
    },
  },
  {
    name: '300 followers of an ended answer that never read',
    run: (url, until, count) => follow(url, '20000 at once, 0 every 1 ms', until, count),
  },
  {
    name: '300 followers of a running answer that never read',
    run: (url, until, count) => follow(url, '20000 at once, 2000 every 20 ms', until, count),
  },
  {
    name: '600 answers from one address',
    async run(url, until, count) {
      const ask = async () => {
        const answer = await create(url, randomUUID(), '100 at once, 200 every 30 ms').catch(
          () => undefined,
        )
        count(answer?.statusCode ?? 'closed')
        answer?.resume()
      }
      await Promise.all(Array.from({ length: 600 }, ask))
      await until
    },
  },
  slowUploads(40),
  slowUploads(100),
  {
    name: '2,000 idle connections',
    async run(url, until, count) {
      const sockets = await Promise.all(Array.from({ length: 2_000 }, () => open(url)))
      for (const socket of sockets) socket.once('close', () => count('closed'))
      await until
      count(`${sockets.filter(({ destroyed }) => !destroyed).length} open at the end`)
      for (const socket of sockets) socket.destroy()
    },
  },
  {
    name: '500 requests whose head never ends',
    async run(url, until, count) {
      const sockets = await Promise.all(Array.from({ length: 500 }, () => open(url)))
      for (const socket of sockets) socket.once('close', () => count('closed'))
      const timer = setInterval(() => {
        for (const socket of sockets) if (!socket.destroyed) socket.write('X-Slow: a\r\n')
      }, 500)
      for (const socket of sockets) socket.write('GET /health HTTP/1.1\r\nHost: a\r\n')
      await until
      clearInterval(timer)
      for (const socket of sockets) socket.destroy()
    },
  },
  {
    name: 'questions of 32,000 characters, to the coach without a key',
    settings: {
      OPENAI_API_KEY: '',
      OPENAI_BASE_URL: '',
      JASON_VECTOR_STORE_ID: '',
      // Slow enough that the answer that is read lasts.
      OFFLINE_WORDS_PER_SECOND: '8',
    },
    run(url, until, count) {
      const question = 'How do I find my niche? '.repeat(1_333)
      return again(2, until, async () => {
        const answer = await create(url, randomUUID(), question).catch(() => undefined)
        count(answer?.statusCode ?? 'closed')
        answer?.destroy()
      })
    },
  },
]

/** Does it again and again, so many at a time. */
async function again(atOnce: number, until: Promise<void>, act: () => Promise<void>) {
  let isOver = false
  const over = until.then(() => {
    isOver = true
  })
  const work = async () => {
    while (!isOver) await act()
  }
  await Promise.race([over, Promise.all(Array.from({ length: atOnce }, work))])
}

async function follow(
  url: string,
  question: string,
  until: Promise<void>,
  count: (what: string | number) => void,
) {
  const session = randomUUID()
  const answer = await create(url, session, question, { 'x-resume': '1' })
  const run = String(answer.headers['x-run-id'])
  if (question.includes(' 0 every')) await answer.resume().toArray()
  else await sleep(1_000)
  const followers = await Promise.all(
    Array.from({ length: 300 }, async () => {
      const response = await get(url, `/chatkit/runs/${run}`, { 'x-session-id': session }).catch(
        () => undefined,
      )
      count(response?.statusCode ?? 'closed')
      return response?.pause()
    }),
  )
  await until
  answer.destroy()
  for (const follower of followers) follower?.destroy()
}

/** Each sends a piece of 1 kB every 10 ms, and never comes to its end. */
function slowUploads(many: number): Attack {
  return {
    name: `${many} slow uploads`,
    async run(url, until, count) {
      const uploads = Array.from({ length: many }, () => {
        const upload = request(`${url}/library/files`, {
          agent,
          localAddress: FROM,
          method: 'POST',
          headers: {
            'x-session-id': randomUUID(),
            'content-type': 'multipart/form-data; boundary=b',
            'content-length': 40_000_000,
          },
        })
        upload.on('response', (response) => {
          count(response.statusCode ?? 0)
          response.resume()
          upload.destroy()
        })
        upload.on('error', () => count('closed'))
        upload.write('--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n')
        return upload
      })
      const piece = 'x'.repeat(1_024)
      const timer = setInterval(() => {
        for (const upload of uploads)
          if (!upload.destroyed && upload.writableLength < 100_000) upload.write(piece)
      }, 10)
      await until
      clearInterval(timer)
      count(`${uploads.filter(({ destroyed }) => !destroyed).length} under way at the end`)
      for (const upload of uploads)
        upload
          .removeAllListeners()
          .on('error', () => {})
          .destroy()
    },
  }
}

const jsonOf = (session: string) => ({
  'content-type': 'application/json',
  'x-session-id': session,
})

function create(url: string, session: string, text: string, more = {}) {
  const input = { content: [{ type: 'input_text', text }], attachments: [], inference_options: {} }
  const body = Buffer.from(JSON.stringify({ type: 'threads.create', params: { input } }))
  return post(url, '/chatkit', { ...jsonOf(session), ...more }, body)
}

const post = (url: string, path: string, headers: object, body: Buffer) =>
  call(url + path, 'POST', { ...headers, 'content-length': body.length }, body)
const get = (url: string, path: string, headers: object) => call(url + path, 'GET', headers)

function call(url: string, method: string, headers: object, body?: Buffer) {
  return new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(
      url,
      { agent, method, headers: { ...headers }, localAddress: FROM },
      resolve,
    )
    sent.once('error', reject)
    sent.end(body)
  })
}

async function statusOf(response: Promise<IncomingMessage>): Promise<number | string> {
  try {
    const { statusCode = 0 } = (await response).resume()
    return statusCode
  } catch {
    await sleep(10)
    return 'closed'
  }
}

function open(url: string): Promise<Socket> {
  return new Promise((resolve) => {
    const { hostname: host, port } = new URL(url)
    const socket = connect({ host, port: Number(port), localAddress: FROM })
    socket.on('error', () => {}).once('connect', () => resolve(socket))
    socket.once('close', () => resolve(socket))
  })
}
