import { Link } from '@remix-run/react'
import { useEffect, useRef, useState } from 'react'
import type { ErasedObject, Receipt } from '~/api/protocol'
import { refusalOf } from '~/api/refusal'
import { NewChatLink } from '~/chat/new-chat-link'
import { tabApi } from '~/session/tab-session'
import { announce } from '~/ui/announcer'
import buttons from '~/ui/button.module.css'
import { formatBytes } from '~/ui/format-bytes'
import { Page } from '~/ui/page'
import { receiptPath } from './erase'
import { LocalTime } from './local-time'
import styles from './receipt-page.module.css'
import { objectName, objectPlace, pendingIn, receiptWords } from './words'

/** What was erased, each thing with its state. */
export function ReceiptPage({ receipt: drawn }: { receipt: Receipt }) {
  const receipt = useReceipt(drawn)
  const status = useRef<HTMLParagraphElement>(null)
  // The button that was pressed is gone: reading goes on here.
  useEffect(() => {
    if (document.activeElement === document.body) status.current?.focus()
  }, [])
  return (
    <Page title="Erased">
      <p ref={status} tabIndex={-1} className={styles.status}>
        {receiptWords(receipt)}
      </p>
      {receipt.objects.length > 0 && (
        <ul aria-label="What was erased" className={styles.objects}>
          {receipt.objects.map((object) => (
            <ErasedRow key={`${object.kind} ${object.id}`} object={object} />
          ))}
        </ul>
      )}
      <LookAgain receipt={receipt} />
      <p className={styles.note}>
        <LocalTime prefix="Erased on " at={receipt.erased_at} suffix=". " />
        <span>
          This receipt stays at its address for 24 hours. It has the names of your files, and
          nothing of what was in them.
        </span>
      </p>
      <div className={styles.actions}>
        <form method="get" action={`${receiptPath(receipt)}/download`}>
          <button type="submit" className={buttons.button}>
            Download receipt
          </button>
        </form>
        <NewChatLink className={buttons.primary}>Start a new chat</NewChatLink>
      </div>
    </Page>
  )
}

function ErasedRow({ object }: { object: ErasedObject }) {
  const about = [objectPlace(object), object.bytes !== undefined && formatBytes(object.bytes)]
  return (
    <li className={styles.object}>
      <span className={styles.name}>{objectName(object)}</span>
      <span className={styles.about}>{about.filter(Boolean).join(', ')}</span>
      <span className={styles.state} data-status={object.status}>
        {object.status === 'erased' ? 'Erased' : 'Waiting for confirmation'}
      </span>
    </li>
  )
}

/** With scripts the page looks by itself. */
function LookAgain({ receipt }: { receipt: Receipt }) {
  if (pendingIn(receipt) === 0) return null
  return (
    <noscript>
      <a href={receiptPath(receipt)}>Look again</a>
    </noscript>
  )
}

export function MissingReceipt() {
  return (
    <Page title="This receipt is no longer here" lead="Receipts are kept for 24 hours.">
      <p>
        <Link to="/data">See what is kept of this tab</Link>
      </p>
    </Page>
  )
}

const LOOK_EVERY = 3_000

/** The receipt as it stands: looked at again, quietly, until all of it is confirmed. */
export function useReceipt(drawn: Receipt): Receipt {
  const [latest, setLatest] = useState(drawn)
  const receipt = latest.id === drawn.id ? latest : drawn
  const isPending = pendingIn(receipt) > 0
  const words = receiptWords(receipt)

  useEffect(() => announce(words), [words])

  useEffect(() => {
    if (!isPending) return
    let notBefore = 0
    const look = async () => {
      if (document.hidden || Date.now() < notBefore) return
      try {
        setLatest(await tabApi().receipt(drawn.id))
      } catch (error) {
        // What cannot be reached now may be the next time.
        notBefore = refusalOf(error).wait?.until ?? 0
      }
    }
    const timer = setInterval(look, LOOK_EVERY)
    return () => clearInterval(timer)
  }, [isPending, drawn.id])

  return receipt
}
