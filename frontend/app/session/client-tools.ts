import { downloadText } from '~/ui/download-text'

/** What the coach may ask this page to find out: tools that only the reader's own machine can run. */

type ClientTool = () => Record<string, unknown>

const tools: Record<string, ClientTool> = {
  /** The reader's calendar day, which the server cannot know. */
  get_local_date() {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
    // Sweden writes its dates as ISO 8601 has them.
    return { date: new Date().toLocaleDateString('sv-SE'), time_zone: timeZone }
  },
}

/** For the header that tells the coach what it may ask for. */
export const CLIENT_TOOLS = Object.keys(tools).join(',')

/** A tool that this page does not have gives a result that says so: the turn must go on. */
export function runClientTool(name: string): Record<string, unknown> {
  const tool = tools[name]
  return tool ? tool() : { error: `This page has no tool “${name}”.` }
}

/** What the coach may do to the page besides writing: each effect by its name. Unknown ones are ignored. */

type ClientEffect = (data: Record<string, unknown>) => void

const effects: Record<string, ClientEffect> = {
  /** `filename`, `mime_type` and `text` of a file that the reader asked for. */
  download_file({ filename, mime_type, text }) {
    downloadText(String(text), { filename: String(filename), type: String(mime_type) })
  },
}

export function applyClientEffect(name: string, data: Record<string, unknown>): void {
  effects[name]?.(data)
}
