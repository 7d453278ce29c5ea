import type { SessionInfo } from '~/api/client'
import { useWaitWords } from '~/ui/use-wait'
import { isCountedDown, type Wait } from '~/ui/wait'
import type { Draft } from '../drafts/drafts'
import { type Readiness, readinessOf } from './readiness'

/**
 * Whether a draft can be sent. After a refusal it waits as the alert says, but not until another day: who has the hub
 * may have changed something by then.
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
