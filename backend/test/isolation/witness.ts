/** A visitor's tab that remembers every byte it was given, to be searched for what is not its own. */
import type { ThreadStreamEvent, VisibleItem } from '../../src/protocol/schemas.ts'
import { ChatKitClient } from '../api/chatkit-client.ts'
import type { Reply } from '../api/reply.ts'

export class Witness extends ChatKitClient {
  #answers: Promise<string>[] = []

  override async fetch(...request: Parameters<ChatKitClient['fetch']>): Promise<Response> {
    const response = await super.fetch(...request)
    const headers = JSON.stringify([...response.headers])
    const body = response.clone().text()
    this.#answers.push(body.then((text) => `${headers}\n${text}`))
    return response
  }

  /** All that came since the last time this was asked, headers included. */
  async heard(): Promise<string> {
    const answers = this.#answers
    this.#answers = []
    return (await Promise.all(answers)).join('\n')
  }

  /** Asks in a chat of its own, and reads the answer as it comes and as it is stored. */
  async consult(...question: Parameters<ChatKitClient['create']>): Promise<Consultation> {
    const reply = await (await this.create(...question)).untilEnd()
    const items = await this.items(reply.threadId)
    return { reply, items, named: [...new Set([...reply.events, ...items].flatMap(filesNamedIn))] }
  }
}

export type Consultation = {
  reply: Reply
  items: VisibleItem[]
  /** Names of files that it shows as sources: of the answer, or of a task of its workflow. */
  named: string[]
}

function filesNamedIn(shown: ThreadStreamEvent | VisibleItem): string[] {
  const names: string[] = []
  // Wherever it stands: a source of a kind that is yet to come counts as well.
  JSON.stringify(shown, (_, value) => {
    if (value?.type === 'file' && typeof value.filename === 'string') names.push(value.filename)
    return value
  })
  return names
}

/** Which of these words occur in what was heard. */
export const wordsIn = (heard: string, words: string[]) =>
  words.filter((word) => heard.includes(word))
