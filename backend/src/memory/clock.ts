/** What memory tells the time by: sessions end after so much time, whatever becomes of the wall clock. */

export type TimeSource = {
  /** In milliseconds since 1970; it may be put forward or back. */
  wall(): number
  /** In milliseconds; it only ever goes on. */
  steady(): number
}

export const systemTime: TimeSource = {
  wall: () => Date.now(),
  steady: () => performance.now(),
}

/** What a clock loses or wins by itself, or is put right by little by little, is no jump. */
export const JUMP_MS = 60_000

export type SteadyClock = ReturnType<typeof steadyClock>

/** Shows wall time as it was at the start, and goes on evenly from there. */
export function steadyClock({ wall, steady }: TimeSource) {
  let offset = wall() - steady()
  const now = () => Math.round(steady() + offset)
  return {
    now,
    /** How far the wall clock has gone ahead of this one; in milliseconds. */
    drift: () => Math.round(wall()) - now(),
    move(ms: number): void {
      offset += ms
    },
  }
}
