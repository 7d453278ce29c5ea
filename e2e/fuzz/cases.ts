/** What is drawn: a correct request of a route, and up to three mutations of it. */
import fc from 'fast-check'
import { bodyMutations } from './mutations/body.ts'
import { fieldMutations } from './mutations/fields.ts'
import { headMutations } from './mutations/head.ts'
import { jsonMutations } from './mutations/json.ts'
import type { Mutation } from './mutations/mutation.ts'
import type { Draft } from './request.ts'
import type { Valid } from './valid-requests.ts'

export type Case = {
  /** Counted from 0 within its service. */
  number: number
  title: string
  /** The correct request's alone. */
  route: string
  draft: Draft
}

/** Drawn together; a case is drawn alike whatever number of cases is asked for. */
const BATCH = 250

/** @param requests of which each case changes one */
export function* drawCases(
  requests: Valid[],
  { seed, count, from = 0 }: { seed: number; count: number; from?: number },
): Generator<Case> {
  const drawn = caseOf(requests)
  for (let first = from - (from % BATCH); first < from + count; first += BATCH) {
    const batch = fc.sample(drawn, { seed: seed + first, numRuns: BATCH })
    for (const [at, each] of batch.entries()) {
      const number = first + at
      if (number >= from && number < from + count) yield { number, ...each }
    }
  }
}

function caseOf(requests: Valid[]) {
  return fc
    .constantFrom(...requests)
    .chain((valid) =>
      fc.record({
        valid: fc.constant(valid),
        own: fc.array(ownMutations(valid), { maxLength: 2 }),
        transport: fc.option(fc.oneof(headMutations, bodyMutations), { freq: 2 }),
      }),
    )
    .map(({ valid, own, transport }) => {
      const mutations: Mutation[] = transport ? [...own, transport] : own
      return {
        title: [valid.title, ...mutations.map(({ name }) => name)].join(' + '),
        route: valid.title,
        draft: mutations.reduce((draft, { apply }) => apply(draft), valid.draft),
      }
    })
}

/** Those that suit its kind of body. */
function ownMutations({ draft }: Valid): fc.Arbitrary<Mutation> {
  switch (draft.content.kind) {
    case 'json':
      return jsonMutations
    case 'parts':
    case 'fields':
      return fieldMutations
    case 'pieces':
      return bodyMutations
    case 'none':
      return headMutations
  }
}
