/** The first schema of mail.db. In clear are numbers; everything that says anything is sealed or a keyed hash. */
export const mail0001 = `
create table key_check (one integer primary key check (one = 1), sealed blob not null) strict;

-- state: 0 being made, 1 open, 2 closed, 3 being deleted. Ids are never used again, hence autoincrement.
create table accounts (
  account integer primary key autoincrement,
  state integer not null,
  user_hash blob not null unique,
  data_key blob,
  sealed blob not null,
  created_ms integer not null,
  closed_ms integer,
  last_id integer not null default 0,
  last_uid_validity integer not null default 0,
  held_octets integer not null default 0
) strict;

create table credentials (
  account integer not null references accounts,
  credential integer not null,
  sealed blob not null,
  created_ms integer not null,
  expires_ms integer,
  primary key (account, credential)
) strict, without rowid;

create table mailboxes (
  account integer not null references accounts,
  mailbox integer not null,
  name_hash blob not null,
  name blob not null,
  selectable integer not null,
  special_use integer not null,
  uid_validity integer not null,
  uid_next integer not null,
  modseq integer not null,
  first_recent integer not null,
  primary key (account, mailbox),
  unique (account, name_hash)
) strict, without rowid;

create table subscriptions (
  account integer not null references accounts,
  name_hash blob not null,
  name blob not null,
  primary key (account, name_hash)
) strict, without rowid;

create table keywords (
  account integer not null references accounts,
  keyword integer not null,
  folded_hash blob not null,
  name blob not null,
  primary key (account, keyword),
  unique (account, folded_hash)
) strict, without rowid;

-- place: 0 in inline_octets, 1 a blob.
create table contents (
  account integer not null references accounts,
  content integer not null,
  size_octets integer not null,
  thread integer not null,
  place integer not null,
  blob text,
  key blob not null,
  facts_segment integer not null,
  text_segment integer not null,
  primary key (account, content)
) strict, without rowid;
create index contents_by_thread on contents (account, thread);
create index contents_by_blob on contents (account, blob) where blob is not null;

create table messages (
  account integer not null,
  mailbox integer not null,
  uid integer not null,
  content integer not null,
  flags integer not null,
  keywords text not null,
  modseq integer not null,
  internal_s integer not null,
  zone_minutes integer not null,
  save_ms integer not null,
  size_octets integer not null,
  primary key (account, mailbox, uid),
  foreign key (account, mailbox) references mailboxes,
  foreign key (account, content) references contents
) strict, without rowid;
create index messages_by_modseq on messages (account, mailbox, modseq);
create index messages_by_content on messages (account, content);

create table expunged (
  account integer not null,
  mailbox integer not null,
  modseq integer not null,
  first_uid integer not null,
  last_uid integer not null,
  primary key (account, mailbox, modseq, first_uid),
  foreign key (account, mailbox) references mailboxes on delete cascade
) strict, without rowid;

create table inline_octets (
  account integer not null,
  content integer not null,
  chunk integer not null,
  sealed blob not null,
  primary key (account, content, chunk),
  foreign key (account, content) references contents on delete cascade
) strict, without rowid;

-- kind: 0 facts, 1 text. size_class: small ones of a class are merged into the next.
create table segments (
  account integer not null references accounts,
  kind integer not null,
  segment integer not null,
  size_class integer not null,
  sealed blob not null,
  primary key (account, kind, segment)
) strict;
create index segments_by_class on segments (account, kind, size_class);

create table threads (
  account integer not null references accounts,
  message_hash blob not null,
  thread integer not null,
  primary key (account, message_hash)
) strict, without rowid;
create index threads_by_thread on threads (account, thread);

-- state: 0 queued, 1 running, 2 done, 3 failed. due_ms: while running, when the lease ends.
create table jobs (
  job integer primary key autoincrement,
  account integer not null references accounts,
  kind integer not null,
  key_hash blob not null,
  payload blob not null,
  state integer not null,
  attempts integer not null,
  due_ms integer not null,
  ended_ms integer,
  scan text,
  scan_octets integer,
  scan_key blob,
  result blob,
  unique (account, kind, key_hash)
) strict;
create index jobs_by_due on jobs (kind, state, due_ms);

-- Blobs whose row is gone; removed after the commit, at the latest at the next start. area: 0 octets, 1 scans.
create table purges (
  account integer not null,
  area integer not null,
  blob text not null,
  primary key (account, area, blob)
) strict, without rowid;
`;
