import { useState } from 'react'
import { announce } from '~/ui/announcer'
import styles from './code-block.module.css'

export function CodeBlock({ code, language }: { code: string; language?: string }) {
  const [isCopied, setIsCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(code)
    setIsCopied(true)
    announce('Code copied')
  }
  return (
    <figure className={styles.block}>
      <figcaption className={styles.head}>
        <span>{language || 'Text'}</span>
        <button type="button" className={`${styles.copy} needs-script`} onClick={copy}>
          {isCopied ? 'Copied' : 'Copy code'}
        </button>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within the keyboard's reach */}
      <pre className={styles.code} tabIndex={0}>
        <code>{code}</code>
      </pre>
    </figure>
  )
}
