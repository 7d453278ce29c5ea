import { type ReactNode, useCallback, useState } from 'react'
import type { NumberedSource } from '~/markdown/citations'
import { OpenSourceContext } from '~/markdown/open-source'
import { placeBeside, SourceDialog } from './source-dialog'
import { Sources } from './sources'

type WithSourcesProps = { sources: NumberedSource[]; messageId: string; children: ReactNode }

/** An answer with its sources below: each of them, and each number in the text, opens what is cited. */
export function WithSources({ sources, messageId, children }: WithSourcesProps) {
  const [opened, setOpened] = useState<{ number: number; place: ReturnType<typeof placeBeside> }>()
  const open = useCallback((number: number, opener: HTMLElement) => {
    // Not every browser focuses a link that is pressed, and the focus comes back to where it was.
    opener.focus({ preventScroll: true })
    setOpened({ number, place: placeBeside(opener) })
  }, [])
  const close = useCallback(() => setOpened(undefined), [])
  const source = opened && sources.find(({ number }) => number === opened.number)
  return (
    <OpenSourceContext.Provider value={open}>
      {children}
      <Sources sources={sources} messageId={messageId} />
      {source && <SourceDialog {...source} place={opened.place} onClose={close} />}
    </OpenSourceContext.Provider>
  )
}
