/** What the coach says to each question when nothing goes wrong. */
import { ChatKitClient } from '../../backend/test/api/chatkit-client.ts'
import { startReplicas } from './replicas.ts'
import { QUESTIONS } from './schedule.ts'

export async function askUndisturbed(): Promise<Map<string, string>> {
  const replicas = await startReplicas([0], { OFFLINE_WORDS_PER_SECOND: '10000' })
  const url = `http://127.0.0.1:${replicas.ports()[0]}`
  try {
    const answers = await Promise.all(
      QUESTIONS.map(async (question) => {
        const reply = await (await new ChatKitClient(url).create(question)).untilEnd()
        return [question, reply.text] as const
      }),
    )
    return new Map(answers)
  } finally {
    await replicas.stop()
  }
}
