/** The tables, and how those of earlier versions become these. */
import { blobSchema } from '../../sqlite/blobs.ts'

// `seq` is the order of insertion: clocks collide, sequences do not.
export const schema = `
  create table if not exists sessions (key text primary key, expires_at integer not null) strict;
  create index if not exists sessions_by_end on sessions (expires_at);
  create table if not exists threads (
    seq integer primary key autoincrement, id text not null unique, session text not null,
    record text not null) strict;
  create index if not exists threads_of_session on threads (session, seq);
  create table if not exists items (
    seq integer primary key autoincrement, id text not null,
    thread text not null references threads (id) on delete cascade,
    record text not null, unique (thread, id)) strict;
  create index if not exists items_of_thread on items (thread, seq);
  create table if not exists feedback (
    thread text not null references threads (id) on delete cascade, item text not null,
    kind text not null, primary key (thread, item)) strict;
  create table if not exists open_turns (
    thread text primary key references threads (id) on delete cascade,
    id text not null, leased_until integer not null, record text not null) strict;
  create table if not exists facts (
    session text not null, name text not null, record text not null,
    primary key (session, name)) strict;
  -- Until \`awaited_until\` its content is to come; after that \`blob\` or \`file\` is where it is.
  create table if not exists attachments (
    id text primary key, session text not null, thread text, size integer not null,
    file text, record text not null, blob integer, awaited_until integer) strict;
  create index if not exists awaited_attachments on attachments (awaited_until)
    where awaited_until is not null;
  create index if not exists attachments_of_session on attachments (session);
  create table if not exists files (
    id text primary key, session text not null, thread text, bytes integer not null,
    record text not null) strict;
  create index if not exists files_of_session on files (session);
  create table if not exists file_reservations (
    id text primary key, session text not null, bytes integer not null,
    awaited_until integer not null) strict;
  create index if not exists file_reservations_of_session on file_reservations (session);
  create table if not exists orphaned_files (id text primary key) strict;
  create table if not exists erased_files (id text primary key, at integer not null) strict;
  create table if not exists spent_tokens (
    day text not null, session text not null, tokens integer not null,
    primary key (session, day)) strict;
  create index if not exists spent_tokens_of_day on spent_tokens (day);
  create table if not exists receipts (
    id text primary key, expires_at integer not null, record text not null) strict;
  create index if not exists receipts_by_end on receipts (expires_at);
  create table if not exists health (id integer primary key, probe blob not null) strict;
`

export const upgrades = [
  // Contents move out of the table of attachments, so that each can be written and removed in parts.
  `
  ${blobSchema}
  alter table attachments add column blob integer;
  alter table attachments add column awaited_until integer;
  insert into blob_parts (blob, part, bytes)
    select rowid, 0, bytes from attachments where bytes is not null;
  update attachments set blob = rowid where bytes is not null;
  update attachments set awaited_until = (unixepoch() + 1800) * 1000
    where json_extract(record, '$.uploaded') = 0;
  alter table attachments drop column bytes;
  -- So that no id is given again.
  insert into loose_blobs (id) select coalesce(max(blob), 0) from attachments;
  delete from loose_blobs;
  `,
]
