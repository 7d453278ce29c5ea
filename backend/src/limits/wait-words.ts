/** How long to wait, in words for a message: `34 seconds`, `9 minutes`, `5 hours`. Never less than it takes. */
export function inWords(seconds: number): string {
  if (seconds < 100) return counted(seconds, 'second')
  if (seconds < 100 * 60) return counted(Math.ceil(seconds / 60), 'minute')
  return counted(Math.ceil(seconds / 3600), 'hour')
}

const counted = (n: number, unit: string) => `${n} ${unit}${n === 1 ? '' : 's'}`
