import { useState } from 'react'
import { announce } from '~/ui/announcer'
import { keyboardScroll } from '~/ui/keyboard-scroll'
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
      <pre className={styles.code} {...keyboardScroll}>
        <code>{code}</code>
      </pre>
    </figure>
  )
}
