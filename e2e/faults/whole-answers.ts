/** What the coach says to each question when nothing goes wrong. */
import { ChatKitClient } from '../../backend/test/chatkit-client.ts'
import { QUESTIONS } from './schedule.ts'

export async function askUndisturbed(url: string): Promise<Map<string, string>> {
  const answers = await Promise.all(
    QUESTIONS.map(async (question) => {
      const reply = await new ChatKitClient(url).create(question)
      await reply.untilEnd()
      return [question, reply.text] as const
    }),
  )
  return new Map(answers)
}
