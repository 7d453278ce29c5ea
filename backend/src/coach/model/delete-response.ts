/** Takes away what OpenAI has stored of a turn. Nobody waits for it. */
import OpenAI from 'openai'

/** A response that OpenAI writes and stores, with or without a connection. */
export type StoredResponse = {
  id: string
  /** Whether its last event has come; until then it costs money. */
  hasEnded: boolean
}

/** The SDK's, with growing pauses between them; some 15 s in all. */
const MOST_RETRIES = 5

export type DeleteResponseOptions = {
  client: OpenAI
  /** Hears of what could not be taken away. */
  onError(error: unknown): void
}

/** Removes a response at once, and stops it where it is still being written. Never throws. */
export function deleteResponse(stored: StoredResponse, options: DeleteResponseOptions): void {
  void remove(stored, options).catch(options.onError)
}

async function remove(
  { id, hasEnded }: StoredResponse,
  { client, onError }: DeleteResponseOptions,
): Promise<void> {
  const { responses } = client
  const options = { maxRetries: MOST_RETRIES }
  if (!hasEnded) {
    // It may have ended meanwhile; and what cannot be stopped has to be removed all the same.
    await responses.cancel(id, options).catch((error) => isRefused(error) || onError(error))
  }
  await responses.delete(id, options).catch((error) => {
    if (!(error instanceof OpenAI.NotFoundError)) throw error
  })
}

const isRefused = (error: unknown): boolean =>
  error instanceof OpenAI.BadRequestError ||
  error instanceof OpenAI.NotFoundError ||
  error instanceof OpenAI.ConflictError
