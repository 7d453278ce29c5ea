import { useEffect, useState } from 'react'
import type { Receipt } from '~/api/protocol'
import { tabApi } from '~/session/tab-session'
import { announce } from '~/ui/announcer'
import { pendingIn, receiptWords } from './words'

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
    const look = async () => {
      if (document.hidden) return
      // What cannot be reached now may be the next time.
      await tabApi()
        .receipt(drawn.id)
        .then(setLatest, () => {})
    }
    const timer = setInterval(look, LOOK_EVERY)
    return () => clearInterval(timer)
  }, [isPending, drawn.id])

  return receipt
}
