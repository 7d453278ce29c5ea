import { createContext, type MouseEvent, useContext } from 'react'

/** Shows the passages of the source with this number, beside what was pressed. */
export type OpenSource = (number: number, opener: HTMLElement) => void

export const OpenSourceContext = createContext<OpenSource | undefined>(undefined)

/** What makes a link open its source here: until the scripts are there, and in a new tab, it leads where it says. */
export function useSourceOpener(number: number) {
  const open = useContext(OpenSourceContext)
  return {
    'aria-haspopup': 'dialog',
    onClick(event: MouseEvent<HTMLAnchorElement>) {
      if (!open || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
      event.preventDefault()
      open(number, event.currentTarget)
    },
  } as const
}

/** The id of a source in the list below its message. */
export const sourceAnchor = (messageId: string, number: number) => `source-${messageId}-${number}`
