/** A map that keeps the entries which were set last, and forgets the oldest ones beyond that many. */
export class RecentMap<K, V> extends Map<K, V> {
  readonly #most: number

  constructor(most: number) {
    super()
    this.#most = most
  }

  override set(key: K, value: V) {
    this.delete(key)
    super.set(key, value)
    const [oldest] = this.keys()
    if (this.size > this.#most && oldest !== undefined) this.delete(oldest)
    return this
  }
}

/** The same for a set. */
export class RecentSet<T> {
  readonly #entries: RecentMap<T, true>

  constructor(most: number) {
    this.#entries = new RecentMap(most)
  }

  add(entry: T) {
    this.#entries.set(entry, true)
  }

  has(entry: T) {
    return this.#entries.has(entry)
  }

  delete(entry: T) {
    this.#entries.delete(entry)
  }

  clear() {
    this.#entries.clear()
  }

  get size() {
    return this.#entries.size
  }

  values() {
    return this.#entries.keys()
  }
}
