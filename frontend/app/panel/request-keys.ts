import { RecentMap } from '~/lib/recent-map'

/** Failed requests that may come again. */
const MOST_KEPT = 8

/** A request posted again after a failure goes under the key it had, so that nothing is said twice. */
export class RequestKeys {
  readonly #failed = new RecentMap<string, string>(MOST_KEPT)

  /** For a body about to be posted. */
  take(body: string) {
    const key = this.#failed.get(body) ?? crypto.randomUUID()
    this.#failed.delete(body)
    return key
  }

  keep(body: string, key: string) {
    this.#failed.set(body, key)
  }
}
