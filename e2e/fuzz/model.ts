/** A stand-in for OpenAI's API that calls the coach's tools when it is asked for what they do. */
import { setTimeout as sleep } from 'node:timers/promises'
import { functionCall, message, response } from '../../backend/test/upstream/response-events.ts'
import {
  plays,
  type Script,
  ScriptedUpstream,
} from '../../backend/test/upstream/scripted-upstream.ts'

/** In everything that it says. */
export const MODEL_WORD = 'mdlkanary'

const LONG_MS = 1_500
/** Its last events: the end of the text, of its part, of the message and of the response. */
const CLOSING = 4

export async function startModel() {
  const upstream = await ScriptedUpstream.start()
  upstream.answers(answer).titles(`${MODEL_WORD} title`).summaries(`${MODEL_WORD} summary`)
  upstream.replies(/POST .*audio\/transcriptions$/, { text: `${MODEL_WORD} heard` })
  return {
    url: upstream.url,
    /** What it has been asked is of no use here. */
    forget: () => upstream.requests.splice(0),
    close: () => upstream.close(),
  }
}

const answer: Script = async (stream, request) => {
  const asked = JSON.stringify(request.json.input ?? '')
  const last = asked.slice(asked.lastIndexOf('"user"'))
  if (!last.includes('long story')) return scriptFor(asked, last)(stream, request)
  const whole = response(message('msg_long', `${MODEL_WORD} `, 'long.'))
  stream.send(...whole.slice(0, -CLOSING))
  await sleep(LONG_MS)
  stream.send(...whole.slice(-CLOSING)).end()
}

function scriptFor(asked: string, last: string): Script {
  const isToldOfTool = asked.lastIndexOf('function_call_output') > asked.lastIndexOf('"user"')
  if (isToldOfTool) return plays(...response(message('msg_told', `${MODEL_WORD} told.`)))
  if (last.includes('Which date')) return calls('get_local_date', {})
  if (!last.includes('content plan')) {
    return plays(...response(message('msg_words', `${MODEL_WORD} `, 'one ', 'two.')))
  }
  if (!asked.includes('<CreatorFacts>')) return calls('ask_creator', { facts: ['niche', 'hours'] })
  return calls('make_plan', {
    title: `${MODEL_WORD} plan`,
    start_date: null,
    days: [1, 2, 3].map((day) => ({ day, format: 'Reel', hook: `${MODEL_WORD} ${day}` })),
  })
}

const calls = (name: string, args: object): Script =>
  plays(...response(functionCall(`fc_${name}`, name, args)))
