const UNITS = ['bytes', 'KB', 'MB', 'GB']

export function formatBytes(bytes: number) {
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), UNITS.length - 1)
  const amount = bytes / 1024 ** power
  const digits = power > 0 && amount < 10 ? 1 : 0
  return `${amount.toFixed(digits).replace(/\.0$/, '')} ${UNITS[power]}`
}
