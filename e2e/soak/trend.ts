/** Whether something grows: the last third of a run beside the third before it, medians of both. */
import { median } from '../bench/figures.ts'
import type { Sample } from './services.ts'

type Name = keyof Sample

/** It may be more by this share, or by so much, whichever is more. */
const MAY_GROW: Record<Name, { share: number; by: number }> = {
  'API heap': { share: 0.1, by: 6 },
  'API memory': { share: 0.1, by: 25 },
  'API files': { share: 0, by: 4 },
  'page memory': { share: 0.1, by: 30 },
  'page files': { share: 0, by: 4 },
  disk: { share: 0.15, by: 4 },
  Redis: { share: 0.15, by: 2 },
}

export type Trend = { name: Name; first: number; middle: number; last: number; grows: boolean }

export function trendsOf(samples: Sample[]): Trend[] {
  const third = Math.floor(samples.length / 3)
  return (Object.keys(MAY_GROW) as Name[]).map((name) => {
    const values = samples.map((sample) => sample[name])
    const first = median(values.slice(0, third))
    const middle = median(values.slice(third, -third))
    const last = median(values.slice(-third))
    const { share, by } = MAY_GROW[name]
    return { name, first, middle, last, grows: last > middle + Math.max(middle * share, by) }
  })
}
