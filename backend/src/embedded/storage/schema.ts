/** The tables of files and vector stores, and how those of earlier versions become these. */
import { blobSchema } from '../../sqlite/blobs.ts'
import { indexSchema } from '../search/search-index.ts'

/** Numbers all of one type, and booleans as blobs, since neither equals the other. */
export const KEPT_VALUE = `CASE json_each.type WHEN 'true' THEN x'01' WHEN 'false' THEN x'00'
  WHEN 'integer' THEN json_each.value + 0.0 ELSE json_each.value END`

const attributesOf = (row: string) => `
  INSERT INTO attached_attributes
  SELECT json_each.key, ${KEPT_VALUE}, ${row}.position FROM json_each(${row}.attributes);`

const attachedFiles = `
  CREATE TABLE IF NOT EXISTS attached_files (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    vector_store_id TEXT NOT NULL REFERENCES vector_stores (id) ON DELETE CASCADE,
    file_id TEXT NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    status TEXT NOT NULL,
    last_error TEXT,
    attributes TEXT NOT NULL,
    text TEXT,
    UNIQUE (vector_store_id, file_id)
  );
`

export const schema = `
  CREATE TABLE IF NOT EXISTS files (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    filename TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    purpose TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    -- Where its content is.
    blob INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS vector_stores (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    metadata TEXT NOT NULL,
    created_at INTEGER NOT NULL
  );
  ${attachedFiles}
  -- Kept up by the database itself, so that a filter finds its files without reading all the others.
  CREATE TABLE IF NOT EXISTS attached_attributes (
    key TEXT NOT NULL,
    value NOT NULL,
    attachment INTEGER NOT NULL REFERENCES attached_files (position) ON DELETE CASCADE,
    PRIMARY KEY (key, value, attachment)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS attached_attributes_of ON attached_attributes (attachment);
  CREATE TRIGGER IF NOT EXISTS attributes_given AFTER INSERT ON attached_files BEGIN
    ${attributesOf('new')}
  END;
  CREATE TRIGGER IF NOT EXISTS attributes_changed AFTER UPDATE OF attributes ON attached_files BEGIN
    DELETE FROM attached_attributes WHERE attachment = new.position;
    ${attributesOf('new')}
  END;
  -- Files of an earlier version.
  INSERT OR IGNORE INTO attached_attributes
  SELECT json_each.key, ${KEPT_VALUE}, position FROM attached_files, json_each(attributes)
  WHERE position NOT IN (SELECT attachment FROM attached_attributes);
  ${indexSchema}
`

export const upgrades = [
  // Contents move out of the table of files, so that each can be written and removed in parts.
  `
  ${blobSchema}
  INSERT INTO blob_parts (blob, part, bytes) SELECT position, 0, content FROM files;
  ALTER TABLE files ADD COLUMN blob INTEGER NOT NULL DEFAULT 0;
  UPDATE files SET blob = position;
  ALTER TABLE files DROP COLUMN content;
  -- So that no id is given again.
  INSERT INTO loose_blobs (id) SELECT coalesce(max(blob), 0) FROM files;
  DELETE FROM loose_blobs;
  `,
  // The index becomes one of SQLite's own; the files are read again at the start.
  `
  DROP TABLE IF EXISTS passages;
  DROP TABLE IF EXISTS term_indexes;
  DROP TABLE IF EXISTS attached_attributes;
  DROP TRIGGER IF EXISTS attributes_given;
  DROP TRIGGER IF EXISTS attributes_changed;
  ${attachedFiles}
  UPDATE attached_files SET status = 'in_progress' WHERE status = 'completed';
  `,
  // A passage's number tells its file.
  `
  DROP TABLE IF EXISTS passages;
  DROP TABLE IF EXISTS passage_words;
  UPDATE attached_files SET status = 'in_progress' WHERE status = 'completed';
  `,
]
