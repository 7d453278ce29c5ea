import type { Attributes, Filter } from './filters.ts'

/** Kept up by the database itself, so that a filter finds its files without reading all the others. */
export const attributeIndex = `
  CREATE TABLE IF NOT EXISTS attached_attributes (
    key TEXT NOT NULL,
    value NOT NULL,
    attachment INTEGER NOT NULL REFERENCES attached_files (position) ON DELETE CASCADE,
    PRIMARY KEY (key, value, attachment)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS attached_attributes_of ON attached_attributes (attachment);
  CREATE TRIGGER IF NOT EXISTS attributes_given AFTER INSERT ON attached_files BEGIN
    INSERT INTO attached_attributes SELECT key, value, new.position FROM json_each(new.attributes);
  END;
  CREATE TRIGGER IF NOT EXISTS attributes_changed AFTER UPDATE OF attributes ON attached_files BEGIN
    DELETE FROM attached_attributes WHERE attachment = new.position;
    INSERT INTO attached_attributes SELECT key, value, new.position FROM json_each(new.attributes);
  END;
  -- Files from before this index.
  INSERT INTO attached_attributes
  SELECT key, value, position FROM attached_files, json_each(attributes)
  WHERE position NOT IN (SELECT attachment FROM attached_attributes);
`

export interface Requirement {
  key: string
  value: Attributes[string]
}

/** Beyond so many a query would be longer than a database takes, and reading all files is quicker. */
const MOST_REQUIREMENTS = 500

/** Attributes of which every file that the filter admits has at least one; `undefined` where no few can be named. */
export function requirementsOf(filter: Filter | null | undefined): Requirement[] | undefined {
  const required = filter ? readFilter(filter) : undefined
  return required && required.length <= MOST_REQUIREMENTS ? required : undefined
}

function readFilter(filter: Filter): Requirement[] | undefined {
  if ('filters' in filter) {
    const parts = filter.filters.map(readFilter)
    if (filter.type === 'and') return parts.find((part) => part !== undefined)
    return parts.includes(undefined) ? undefined : parts.flatMap((part) => part ?? [])
  }
  const { type, key, value } = filter
  if (type === 'eq' && !Array.isArray(value)) return [{ key, value }]
  if (type === 'in' && Array.isArray(value)) return value.map((each) => ({ key, value: each }))
  return undefined
}
