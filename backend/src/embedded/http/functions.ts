import type { ResponseRequest } from './responses.ts'

/** The functions that a request lets the model call, and whether it must call one of them. */
export interface OfferedFunctions {
  names: Set<string>
  isForced: boolean
}

export function readFunctions({ tools, tool_choice: choice }: ResponseRequest): OfferedFunctions {
  const offered = (tools ?? []).flatMap(({ type, name }) =>
    type === 'function' && typeof name === 'string' ? [name] : [],
  )
  if (choice === 'none') return { names: new Set(), isForced: false }
  if (typeof choice !== 'object' || choice === null)
    return { names: new Set(offered), isForced: false }
  const { type, name, tools: allowed, mode } = choice
  const chosen = type === 'function' ? [name] : (allowed ?? []).map((tool) => tool.name)
  if (type !== 'function' && type !== 'allowed_tools') return { names: new Set(), isForced: false }
  return {
    names: new Set(offered.filter((each) => chosen.includes(each))),
    isForced: type === 'function' || mode === 'required',
  }
}
