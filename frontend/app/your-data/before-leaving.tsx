import { useState } from 'react'
import { type Refusal, refusalOf } from '~/api/refusal'
import { chooseLeaveWarning, useLeaveWarningChoice } from '~/session/leave-warning'
import { tabApi } from '~/session/tab-session'
import buttons from '~/ui/button.module.css'
import { downloadText } from '~/ui/download-text'
import { Notice } from '~/ui/notice'
import { useHydrated } from '~/ui/use-hydrated'
import { WaitingButton } from '~/ui/waiting-button'
import { chatsAsMarkdown } from './chats-as-markdown'
import styles from './your-data.module.css'

/** A reload ends the session: whether to be asked, and how to keep the chats. */
export function BeforeLeaving() {
  const isOn = useLeaveWarningChoice()
  if (!useHydrated()) return null
  return (
    <section className={styles.section} aria-labelledby="leaving">
      <h2 id="leaving">Before you leave</h2>
      <label className={styles.choice}>
        <input
          type="checkbox"
          checked={isOn}
          onChange={(event) => chooseLeaveWarning(event.target.checked)}
        />
        Ask me before a reload or a closed tab ends my chats
      </label>
      <Download />
    </section>
  )
}

function Download() {
  const [isBusy, setIsBusy] = useState(false)
  const [problem, setProblem] = useState<Refusal>()
  const download = async () => {
    setIsBusy(true)
    setProblem(undefined)
    try {
      const text = await chatsAsMarkdown(tabApi())
      downloadText(text, { filename: 'coaching-chats.md', type: 'text/markdown' })
    } catch (error) {
      setProblem(refusalOf(error))
    }
    setIsBusy(false)
  }
  return (
    <>
      {problem && <Notice {...problem} />}
      <div className={styles.actions}>
        <WaitingButton
          wait={problem?.wait}
          className={buttons.button}
          isBusy={isBusy}
          onPress={download}
        >
          {isBusy ? 'Preparing…' : 'Download my chats'}
        </WaitingButton>
      </div>
    </>
  )
}
