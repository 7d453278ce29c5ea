import { useRef } from 'react'
import { scrollArea } from '~/ui/scroll-area'
import { COPY_REFUSED, type CopyState, useCopy } from '~/ui/use-copy'
import styles from './markdown.module.css'

const WORDS: Record<CopyState, string> = {
  idle: 'Copy code',
  copied: 'Copied',
  refused: 'Selected: copy it yourself',
}

export function CodeBlock({ code, language }: { code: string; language?: string }) {
  const { state, copy } = useCopy(code, 'Code copied')
  const shown = useRef<HTMLElement>(null)
  return (
    <figure className={styles.codeBlock}>
      <figcaption className={styles.codeHead}>
        <span>{language || 'Text'}</span>
        <button
          type="button"
          className={`${styles.copyCode} needs-script`}
          title={state === 'refused' ? COPY_REFUSED : undefined}
          onClick={() => copy(shown.current)}
        >
          {WORDS[state]}
        </button>
      </figcaption>
      <pre dir="auto" {...scrollArea(styles.code)}>
        <code ref={shown}>{code}</code>
      </pre>
    </figure>
  )
}
