import type { Thread } from '../thread.ts'
import type { Facts } from './facts.ts'
import { readTold } from './phrases.ts'
import { readPlanRequest } from './plan-request.ts'
import { readPlanChange, readStatedFacts } from './stated-facts.ts'

/** A plan that the newest message asks for, with what is known of its creator. */
export interface WantedPlan {
  days: number
  facts: Facts
  /** Whether a plan that is there is made anew. */
  isChange: boolean
}

const USUAL_DAYS = 30

/** @param isForced the request leaves no choice but a plan, however the message is put */
export function readWantedPlan(thread: Thread, isForced: boolean): WantedPlan | undefined {
  const { asked, plan } = thread
  const request = readPlanRequest(asked)
  const change = request || !plan ? undefined : (readPlanChange(asked) ?? readRepeat(asked))
  if (!request && !change && !isForced) return undefined
  return {
    days: request?.days ?? change?.days ?? plan?.days.length ?? USUAL_DAYS,
    facts: gatherFacts(thread),
    isChange: change !== undefined,
  }
}

const REPEAT =
  /\b(?:redo|rebuild|remake|regenerate|remake|update) (?:it|that|this|(?:the|my) plan)\b|\bmake (?:me )?(?:a |the )?(?:new|another|different|fresh) (?:plan|one)\b|^(?:a |another |new )+plan\b/i

function readRepeat(text: string): { days?: number; facts: Facts } | undefined {
  return REPEAT.test(text) ? { facts: {} } : undefined
}

/** What is said with the plan in view counts most, then what the forms know, then what was said in passing. */
function gatherFacts({ turns, facts }: Thread): Facts {
  let inPassing: Facts = {}
  let onPurpose: Facts = {}
  for (const { role, text } of turns) {
    if (role !== 'user') continue
    if (readPlanRequest(text)) onPurpose = { ...onPurpose, ...readStatedFacts(text) }
    else onPurpose = { ...onPurpose, ...readPlanChange(text)?.facts }
    inPassing = { ...inPassing, ...readOwnFacts(text) }
  }
  return withAudience({ ...inPassing, ...facts, ...onPurpose })
}

/** What people say of themselves in other messages; where else they post or look is a different matter. */
function readOwnFacts(text: string): Facts {
  if (!/\b(?:i|i['’]m|my|we)\b/i.test(text)) return {}
  const { platforms: _, ...facts } = readStatedFacts(text.replace(/\bfor\b[^.,;!?]*/gi, ' '))
  return facts
}

/** "helping new mums sleep" says for whom, too. */
function withAudience(facts: Facts): Facts {
  const [niche] = facts.niche ?? []
  if (facts.audience || !niche) return facts
  const { audience } = readTold(niche, undefined)
  return audience ? { ...facts, audience: [audience] } : facts
}

/** What other answers may fill their examples with. */
export function knownFacts({ facts }: Thread): { niche?: string; audience?: string } {
  const { work, audience } = readTold(facts.niche?.[0], facts.audience?.[0])
  return { niche: work, audience }
}
