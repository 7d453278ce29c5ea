/** How many forms with files this server takes in at once: each needs room on the disk, and a connection to the API. */
export type UploadSlots = {
  /** @returns what gives the slot back; undefined where there is none left. */
  take(visitor: string | undefined): (() => void) | undefined
}

export function createUploadSlots({ all = 8, perVisitor = 2 } = {}): UploadSlots {
  const taken = new Map<string, number>()
  let total = 0

  function give(visitor: string) {
    total--
    const left = (taken.get(visitor) ?? 1) - 1
    if (left > 0) taken.set(visitor, left)
    else taken.delete(visitor)
  }

  return {
    take(visitor = 'unknown') {
      const held = taken.get(visitor) ?? 0
      // Where addresses are not known, all visitors share one.
      if (total >= all || (held >= perVisitor && visitor !== 'unknown')) return undefined
      total++
      taken.set(visitor, held + 1)
      let isHeld = true
      return () => {
        if (isHeld) give(visitor)
        isHeld = false
      }
    },
  }
}
