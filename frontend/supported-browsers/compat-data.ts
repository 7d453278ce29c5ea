/** MDN's table of which browser has which feature since when. */

import data from '@mdn/browser-compat-data' with { type: 'json' }
import type { Identifier, SimpleSupportStatement } from '@mdn/browser-compat-data'
import { type SupportedBrowser, supportedBrowsers } from './browsers.ts'

/** What the source code uses, and where. */
export type Use = { feature: string; file: string; line?: number }

/** Whether there is an entry for this path, such as `css.selectors.has`. */
export const isFeature = (path: string) => find(path)?.__compat !== undefined

/** Those of the supported browsers whose oldest version has no such feature. */
export function browsersWithout(feature: string): string[] {
  const support = find(feature)?.__compat?.support
  if (!support) return []
  const names = Object.keys(supportedBrowsers) as SupportedBrowser[]
  return names
    .filter((name) => {
      const statements = [support[name] ?? []].flat()
      return !statements.some((statement) => includes(statement, supportedBrowsers[name]))
    })
    .map((name) => `${name} ${supportedBrowsers[name]}`)
}

function find(path: string): Identifier | undefined {
  let found: Identifier | undefined = data as unknown as Identifier
  for (const name of path.split('.')) {
    if (!found || !Object.hasOwn(found, name)) return undefined
    found = found[name]
  }
  return found
}

/** Behind a flag, or under another name, is not there. */
function includes(statement: SimpleSupportStatement, version: string) {
  const {
    version_added: added,
    version_removed: removed,
    flags,
    prefix,
    alternative_name,
  } = statement
  if (!added || added === 'preview' || flags || prefix || alternative_name) return false
  if (removed && compare(removed, version) <= 0) return false
  return compare(added, version) <= 0
}

const compare = (one: string, other: string) =>
  one.replace('≤', '').localeCompare(other, 'en', { numeric: true })
