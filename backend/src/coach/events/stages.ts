/** The stages of a turn, in the reader's words, and how long each usually takes in this process. */
import type { ResponderEvent } from '../responder.ts'

/** The words are the same for every turn, so that a page can look up how long they usually stand. */
export const stages = {
  files: { text: 'Reading your files', icon: 'document' },
  waiting: { text: 'Waiting for the model', icon: 'clock' },
  thinking: { text: 'Thinking it through', icon: 'lightbulb' },
  library: { text: 'Searching the library', icon: 'book-open' },
  web: { text: 'Searching the web', icon: 'globe' },
  reading: { text: 'Reading what I found', icon: 'search' },
  drawing: { text: 'Drawing a picture', icon: 'images' },
  asking: { text: 'Preparing a few questions', icon: 'circle-question' },
  planning: { text: 'Writing your plan', icon: 'calendar' },
  writing: { text: 'Writing', icon: 'write' },
} as const

export type Stage = keyof typeof stages

/** Where a turn is. A stage counts as taken once another begins, or the turn ends well. */
export class TurnStages {
  current: Stage | undefined
  readonly #onTaken: (stage: Stage, seconds: number) => void
  #since = 0

  constructor(onTaken: (stage: Stage, seconds: number) => void) {
    this.#onTaken = onTaken
  }

  /** What to tell the reader; nothing where the stage stays. */
  enter(stage: Stage): ResponderEvent[] {
    if (stage === this.current) return []
    this.end()
    this.current = stage
    this.#since = performance.now()
    return [{ type: 'progress_update', ...stages[stage] }]
  }

  end(): void {
    if (this.current) this.#onTaken(this.current, (performance.now() - this.#since) / 1000)
    this.current = undefined
  }
}

const MOST_KEPT = 50
const FEWEST_TO_TELL = 3

/** The last times that each stage took. */
export class StageClock {
  readonly #taken = new Map<Stage, number[]>()

  add(stage: Stage, seconds: number): void {
    const taken = this.#taken.get(stage) ?? []
    taken.push(seconds)
    if (taken.length > MOST_KEPT) taken.shift()
    this.#taken.set(stage, taken)
  }

  /** The median of each stage by its words, in seconds; a stage seen too seldom is not there. */
  usualSeconds(): Record<string, number> {
    const usual: Record<string, number> = {}
    for (const [stage, taken] of this.#taken) {
      if (taken.length >= FEWEST_TO_TELL) usual[stages[stage].text] = median(taken)
    }
    return usual
  }
}

function median(numbers: number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const [low = 0, high = low] = sorted.slice((sorted.length - 1) >> 1, (sorted.length >> 1) + 1)
  return Math.round((low + high) * 5) / 10
}
