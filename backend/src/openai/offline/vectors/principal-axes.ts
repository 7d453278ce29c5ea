/** The axes along which points differ most, those of the greatest spread first. */
export function principalAxes(points: Float64Array[]): Float64Array[] {
  const matrix = covarianceOf(points)
  const axes = matrix.map((_, at) => Float64Array.from(matrix, (_row, other) => +(at === other)))
  for (let sweep = 0; sweep < SWEEPS; sweep++) rotateAll(matrix, axes)
  return axes
    .map((axis, at) => ({ axis, spread: matrix[at]?.[at] ?? 0 }))
    .sort((a, b) => b.spread - a.spread)
    .map(({ axis }) => axis)
}

/** Jacobi's method comes to rest long before. */
const SWEEPS = 12

function covarianceOf(points: Float64Array[]): Float64Array[] {
  const size = points[0]?.length ?? 0
  const matrix = Array.from({ length: size }, () => new Float64Array(size))
  for (const point of points)
    for (const [at, row] of matrix.entries())
      for (let other = 0; other < size; other++)
        row[other] = (row[other] ?? 0) + ((point[at] ?? 0) * (point[other] ?? 0)) / points.length
  return matrix
}

/** Turns every pair of axes until what their points have in common is gone. */
function rotateAll(matrix: Float64Array[], axes: Float64Array[]): void {
  for (const [p, rowP] of matrix.entries())
    for (const [q, rowQ] of matrix.entries()) {
      const shared = rowP[q] ?? 0
      if (q <= p || Math.abs(shared) < 1e-12) continue
      const angle = 0.5 * Math.atan2(2 * shared, (rowQ[q] ?? 0) - (rowP[p] ?? 0))
      for (const row of matrix) turnAt(row, row, p, q, angle)
      for (let at = 0; at < rowP.length; at++) turnAt(rowP, rowQ, at, at, angle)
      const [axisP, axisQ] = [axes[p], axes[q]]
      if (!axisP || !axisQ) continue
      for (let at = 0; at < axisP.length; at++) turnAt(axisP, axisQ, at, at, angle)
    }
}

function turnAt(one: Float64Array, other: Float64Array, p: number, q: number, angle: number): void {
  const a = one[p] ?? 0
  const b = other[q] ?? 0
  one[p] = Math.cos(angle) * a - Math.sin(angle) * b
  other[q] = Math.sin(angle) * a + Math.cos(angle) * b
}
