/**
 * The result of `work`, or of `onTimeout` once `ms` have passed without one. `work` itself goes on.
 * @param onTimeout returns what counts instead, or throws
 */
export async function withTimeout<T, U>(
  work: Promise<T>,
  ms: number,
  onTimeout: () => U,
): Promise<T | U> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  try {
    return await Promise.race([work, promise.then(onTimeout)])
  } finally {
    clearTimeout(timer)
  }
}
