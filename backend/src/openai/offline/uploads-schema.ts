/** The tables of the uploads, and how those of earlier versions become these. */
import { blobSchema } from '../../sqlite/blobs.ts'
export const uploadsSchema = `
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

export const uploadsUpgrades = [
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
]
