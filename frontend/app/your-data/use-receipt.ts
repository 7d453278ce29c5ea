import { useEffect, useState } from 'react'
import type { Receipt } from '~/api/protocol'
import { refusalOf } from '~/api/refusal'
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
