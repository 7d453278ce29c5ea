/** Chance that can be repeated: the same seed draws the same. */
export type Random = {
  /** From 0 up to, not including, 1. */
  share(): number
  /** Between these two, both included. */
  whole(least: number, most: number): number
  chance(share: number): boolean
  oneOf<T>(choices: readonly [T, ...T[]] | readonly T[]): T
}

/** The generator known as mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0

  function share() {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const whole = (least: number, most: number) => least + Math.floor(share() * (most - least + 1))

  return {
    share,
    whole,
    chance: (wanted) => share() < wanted,
    oneOf(choices) {
      const chosen = choices[whole(0, choices.length - 1)]
      if (chosen === undefined) throw new Error('There is nothing to choose from.')
      return chosen
    },
  }
}
