import type { SessionInfo } from '~/api/client'
import { useWaitWords } from '~/ui/use-wait'
import { isCountedDown, type Wait } from '~/ui/wait'
import type { Draft } from '../drafts/drafts'

export type Readiness = {
  canSend: boolean
  /** It can be sent once its files are uploaded. */
  isUploading?: boolean
  isTooLong: boolean
  /** Why it cannot be sent yet, where that is not plain to see. */
  reason?: string
}

export function readinessOf(
  { text, files }: Draft,
  { message_chars }: Pick<SessionInfo['limits'], 'message_chars'>,
): Readiness {
  const excess = text.trim().length - message_chars
  if (excess > 0) return { canSend: false, isTooLong: true, reason: tooLong(excess, message_chars) }
  const uploading = files.filter(({ status }) => status === 'uploading')
  if (uploading.length > 0) {
    const what = uploading.length === 1 ? uploading[0]?.file.name : `${uploading.length} files`
    return { canSend: false, isUploading: true, isTooLong: false, reason: `Waiting for ${what}` }
  }
  const hasSomething = text.trim() !== '' || files.some(({ status }) => status === 'ready')
  return { canSend: hasSomething, isTooLong: false }
}

function tooLong(excess: number, limit: number) {
  const count = new Intl.NumberFormat('en').format
  return `${count(excess)} characters too long: a message takes up to ${count(limit)}.`
}

/**
 * Whether a draft can be sent. After a refusal it waits as the alert says, but not until another day: the limits may have
 * changed by then.
 */
export function useReadiness(
  draft: Draft,
  limits: Pick<SessionInfo['limits'], 'message_chars'>,
  wait: Wait | undefined,
): Readiness {
  const words = useWaitWords(wait && isCountedDown(wait) ? wait : undefined)
  const readiness = readinessOf(draft, limits)
  if (!words || !readiness.canSend) return readiness
  return { canSend: false, isTooLong: false, reason: `You can send again ${words}.` }
}
