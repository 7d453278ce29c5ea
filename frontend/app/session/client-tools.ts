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
