import { readFileSync } from 'node:fs'

const MS_PER_CLOCK_TICK = 10

/** Processor time that a process has used so far, in milliseconds; 0 where there is no /proc. */
export function cpuTime(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) * MS_PER_CLOCK_TICK
  } catch {
    return 0
  }
}

/** Processor time that this work takes here, in milliseconds. */
export function cpuTimeOf(work: () => unknown): number {
  const began = process.cpuUsage()
  work()
  return process.cpuUsage(began).user / 1000
}
