/** What was read before holds where it cannot be read again: a list that is refused once does not go away. */
export async function orKnown<T>(work: Promise<T>, known: T | undefined): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (known === undefined) throw error
    return known
  }
}
