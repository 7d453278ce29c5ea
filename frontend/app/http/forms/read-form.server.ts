import { bodyTooLarge, brokenOff, FormProblem, fieldsTooLarge } from './form-problem'
import { FormReading } from './form-reading'
import { bodyLimit, FEW_BYTES, type FormRules } from './form-rules'

/** Files are on disk until the form is disposed of. */
export type ReceivedForm = { form: FormData; dispose: () => Promise<void> }

/**
 * Reads a form as browsers send it, and never more of it than the rules allow.
 * @throws {FormProblem} with what was read until then
 */
export async function readForm(request: Request, rules: FormRules): Promise<ReceivedForm> {
  const { headers, body } = request
  const type = headers.get('Content-Type') ?? ''
  const limit = bodyLimit(rules)
  const isTooLarge = Number(headers.get('Content-Length') ?? 0) > limit
  // The fields before the first file may be worth keeping. Without files, nothing of it can be taken.
  const mayHaveFiles = rules.files && /^multipart\//i.test(type)
  if (isTooLarge && !mayHaveFiles) throw fieldsTooLarge(rules.fieldBytes ?? FEW_BYTES)
  const reading = new FormReading(type, rules, isTooLarge)
  try {
    await feed(body, reading, limit)
    return { form: await reading.end(), dispose: () => reading.dispose() }
  } catch (error) {
    await reading.dispose()
    throw withForm(error, reading.form)
  }
}

/** Reads the body as fast as it is taken. It is not cancelled, since its answer still has to go out. */
async function feed(body: Request['body'], reading: FormReading, limit: number) {
  const reader = body?.getReader()
  let bytes = 0
  try {
    while (reader) {
      const { done, value } = await reader.read().catch(breakOff)
      if (done) break
      bytes += value.byteLength
      if (bytes > limit) throw bodyTooLarge()
      await reading.write(value)
    }
  } finally {
    reader?.releaseLock()
  }
}

function withForm(error: unknown, form: FormData) {
  if (!(error instanceof FormProblem)) return error
  const { status, message, retryAfter, cause } = error
  return new FormProblem(status, message, { form, retryAfter, cause })
}

function breakOff(): never {
  throw brokenOff()
}
