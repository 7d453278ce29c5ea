/** Numbers and the tables they are shown in. */

export function percentile(samples: number[], share: number): number {
  const sorted = Float64Array.from(samples).sort()
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

export const median = (samples: number[]) => percentile(samples, 0.5)

/** Three significant digits, which is more than a shared machine can promise. */
export function readable(value: number): string {
  if (!Number.isFinite(value)) return '–'
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3)
}

/** Lines up a table's cells: the first two columns to the left, numbers to the right. */
export function table(rows: string[][]): string {
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0))
  const line = (row: string[]) =>
    row
      .map((cell, column) =>
        column < 2 ? cell.padEnd(width(column)) : cell.padStart(width(column)),
      )
      .join('  ')
  return rows.map(line).join('\n')
}
