/**
 * What a responder may do in one turn, at random but validly:
 * - an item that was announced ends by `done` or by `removed`, unless the turn is cut short; it is
 *   updated only in between;
 * - what was announced first ends first, since a client shows items in the order of their announcement
 *   and the store keeps them in the order in which they were done;
 * - what is done may be done again, replaced, removed, or worked on once more;
 * - an item stays of its kind, and stays hidden or visible.
 */
import fc from 'fast-check'
import type { ResponderEvent } from '../../backend/src/coach/responder.ts'
import type { HiddenItem, ThreadStatus } from '../../backend/src/protocol/schemas.ts'
import { itemOf, KINDS, type Kind, type Seed, tasksOf, updateOf } from './items.ts'

/** In every hidden item, and nowhere else. */
export const SECRET = 'only for the model'

export type Ending = 'complete' | 'fails' | 'fails in words' | 'stopped' | 'stopped quietly'

export type Script = { commands: Command[]; ending: Ending }

/** What the responder does to the thread, then what it says, all at once. */
export type Step = { title?: string; status?: ThreadStatus; events: ResponderEvent[] }

type Command = { seed: Seed; how: number; at: number; together: boolean } & (
  | { type: 'begin' | 'whole'; kind: Kind }
  | { type: 'grow' | 'end' | 'swap' | 'again' | 'hide' | 'name' | 'lock' | 'say' }
)

// Pieces that are hard on readers: line ends of all kinds, field names, halves of a character.
const pieces = ['a', ' ', '\n', '\n\n', '\r\n', '\r', 'data: ', ':', '"', '\\', '\0', '\u2028']
const letters = ['é', '☕', '👋🏽', '中', '\ud83d', '\ude00', 'null']
const words = fc.string({ unit: fc.constantFrom(...pieces, ...letters), maxLength: 12 })

const common = {
  seed: fc.record({ words, n: fc.nat(3) }),
  how: fc.nat(30),
  at: fc.nat(10),
  together: fc.boolean(),
}
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      ...common,
      type: fc.constantFrom('begin' as const, 'whole' as const),
      kind: fc.constantFrom(...KINDS),
    }),
  },
  { weight: 6, arbitrary: fc.record({ ...common, type: fc.constant('grow' as const) }) },
  { weight: 2, arbitrary: fc.record({ ...common, type: fc.constant('end' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      ...common,
      type: fc.constantFrom('swap', 'again', 'hide', 'name', 'lock', 'say'),
    }),
  },
)

export const scripts: fc.Arbitrary<Script> = fc.record({
  commands: fc.array(command, { maxLength: 40 }),
  ending: fc.constantFrom('complete', 'fails', 'fails in words', 'stopped', 'stopped quietly'),
})

/** A script's steps, and the items that it leaves unfinished. */
export function writeSteps({ commands, ending }: Script, threadId: string) {
  const writer = new StepWriter(threadId)
  for (const command of commands) writer.write(command)
  if (ending === 'complete') writer.endAll()
  return { steps: writer.steps, unfinished: writer.unfinished }
}

type Known = { id: string; kind: Kind; tasks: number }

class StepWriter {
  readonly steps: Step[] = []
  readonly #threadId: string
  #made = 0
  #open: Known[] = []
  #finished: Known[] = []

  constructor(threadId: string) {
    this.#threadId = threadId
  }

  get unfinished(): string[] {
    return this.#open.map(({ id }) => id)
  }

  write(command: Command): void {
    const step = this.#step(command)
    const last = this.steps.at(-1)
    const isPlain = step && step.title === undefined && step.status === undefined
    if (command.together && last && isPlain) last.events.push(...step.events)
    else if (step) this.steps.push(step)
  }

  endAll(): void {
    for (const { id, kind } of this.#open) this.#say(this.#done(kind, id, { words: 'Bye', n: 1 }))
    this.#finished.push(...this.#open)
    this.#open = []
  }

  #say(...events: ResponderEvent[]): void {
    this.steps.push({ events })
  }

  #step(command: Command): Step | undefined {
    const { seed, how, at } = command
    switch (command.type) {
      case 'begin':
        return { events: [this.#begin(command.kind, seed)] }
      case 'whole':
        return { events: [this.#whole(command.kind, seed)] }
      case 'grow':
        return this.#grow(at, how, seed)
      case 'end':
        return this.#end(how, seed)
      case 'swap':
        return this.#swap(seed)
      case 'again':
        return this.#again(at, how, seed)
      case 'hide':
        return { events: hidden(`hidden_${this.#made++}`, this.#threadId, how) }
      case 'name':
        return { title: seed.words, events: [] }
      case 'lock':
        return { status: { type: how % 2 === 0 ? 'locked' : 'active' }, events: [] }
      case 'say':
        return { events: [asideOf(how, seed)] }
    }
  }

  #begin(kind: Kind, seed: Seed): ResponderEvent {
    const item = itemOf(kind, `item_${this.#made++}`, this.#threadId, seed)
    this.#open.push({ id: item.id, kind, tasks: tasksOf(item) })
    return { type: 'thread.item.added', item }
  }

  /** Done without having been announced; while others are open it would overtake them. */
  #whole(kind: Kind, seed: Seed): ResponderEvent {
    if (this.#open.length > 0) return this.#begin(kind, seed)
    const id = `item_${this.#made++}`
    this.#finished.push({ id, kind, tasks: 0 })
    return this.#done(kind, id, seed)
  }

  #grow(at: number, how: number, seed: Seed): Step | undefined {
    const known = this.#open[at % this.#open.length]
    const update = known && updateOf(known.kind, known.tasks, how, seed)
    if (!update) return undefined
    if (update.type === 'workflow.task.added') known.tasks += 1
    return { events: [{ type: 'thread.item.updated', item_id: known.id, update }] }
  }

  #end(how: number, seed: Seed): Step | undefined {
    const known = this.#open.shift()
    if (!known) return undefined
    if (how % 4 === 0) return { events: [{ type: 'thread.item.removed', item_id: known.id }] }
    this.#finished.push(known)
    return { events: [this.#done(known.kind, known.id, seed)] }
  }

  /** Stores the item, so only the one whose turn it is. */
  #swap(seed: Seed): Step | undefined {
    const [known] = this.#open
    if (!known) return undefined
    const item = itemOf(known.kind, known.id, this.#threadId, seed)
    known.tasks = tasksOf(item)
    return { events: [{ type: 'thread.item.replaced', item }] }
  }

  #again(at: number, how: number, seed: Seed): Step | undefined {
    const known = this.#finished[at % this.#finished.length]
    if (!known) return undefined
    const item = itemOf(known.kind, known.id, this.#threadId, seed)
    switch (how % 4) {
      case 0:
        this.#finished = this.#finished.filter((other) => other !== known)
        return { events: [{ type: 'thread.item.removed', item_id: known.id }] }
      case 1:
        this.#finished = this.#finished.filter((other) => other !== known)
        this.#open.push({ ...known, tasks: tasksOf(item) })
        return { events: [{ type: 'thread.item.added', item }] }
      case 2:
        return { events: [{ type: 'thread.item.replaced', item }] }
      default:
        return { events: [{ type: 'thread.item.done', item }] }
    }
  }

  #done(kind: Kind, id: string, seed: Seed): ResponderEvent {
    return { type: 'thread.item.done', item: itemOf(kind, id, this.#threadId, seed) }
  }
}

/** A hidden item's life: announced, changed, done, replaced, removed, or only some of it. */
function hidden(id: string, thread_id: string, how: number): ResponderEvent[] {
  const fields = { id, thread_id, created_at: '2026-01-01T00:00:00.000Z' }
  const item: HiddenItem =
    how % 2 === 0
      ? { ...fields, type: 'hidden_context_item', content: { note: SECRET } }
      : { ...fields, type: 'sdk_hidden_context', content: SECRET }
  const update = {
    type: 'assistant_message.content_part.text_delta' as const,
    content_index: 0,
    delta: SECRET,
  }
  const life: ResponderEvent[] = [
    { type: 'thread.item.added', item },
    { type: 'thread.item.updated', item_id: id, update },
    { type: 'thread.item.done', item },
    { type: 'thread.item.updated', item_id: id, update },
    { type: 'thread.item.replaced', item },
    { type: 'thread.item.removed', item_id: id },
  ]
  return how % 3 === 0 ? life.slice(2) : life.slice(0, 1 + (how % life.length))
}

function asideOf(how: number, { words }: Seed): ResponderEvent {
  switch (how % 4) {
    case 0:
      return { type: 'progress_update', text: words, icon: 'search' }
    case 1:
      return { type: 'client_effect', name: 'look', data: { words, nothing: null } }
    case 2:
      return { type: 'notice', level: 'info', message: words }
    default:
      return { type: 'error', code: 'custom', message: words, allow_retry: false }
  }
}
