/** Mail on its way out, the addresses written to, the ledger, and the service's own notebook. */
export const mail0010 = `
-- sealed: envelope, recipients, message id. hold: 0 none, else why. An item's number is never used again.
create table queue_items (
  item integer primary key autoincrement,
  account integer not null references accounts,
  content integer not null,
  sealed blob not null,
  hold integer not null,
  recipients integer not null,
  queued_ms integer not null,
  ended_ms integer,
  sent_mailbox integer,
  sent_uid integer
) strict;
create index queue_items_by_time on queue_items (account, queued_ms, recipients);
create index queue_items_open on queue_items (account, item) where ended_ms is null;
create index queue_items_ended on queue_items (ended_ms) where ended_ms is not null;

-- state: 0 waits until due_ms, 1 ready to be claimed, 2 leased until due_ms, 3 held; final: 4 delivered, 5 relayed,
-- 6 failed, 7 cancelled. last: the last attempt, sealed.
create table queue_recipients (
  account integer not null references accounts,
  item integer not null,
  number integer not null,
  domain_hash blob not null,
  state integer not null,
  failures integer not null,
  due_ms integer not null,
  delay_told integer not null,
  last blob,
  primary key (account, item, number)
) strict, without rowid;
-- A claim looks at no row that is not due: what becomes due is made ready first, and only that is in the other index.
create index queue_recipients_waiting on queue_recipients (due_ms) where state in (0, 2);
create index queue_recipients_ready on queue_recipients (item, domain_hash) where state = 1;

create table correspondents (
  account integer not null references accounts,
  address_hash blob not null,
  first_ms integer not null,
  allowed integer not null,
  primary key (account, address_hash)
) strict, without rowid;
create index correspondents_by_time on correspondents (account, first_ms);

create table disclosures (
  account integer not null references accounts,
  at_ms integer not null,
  item integer not null,
  number integer not null,
  sealed blob not null,
  primary key (account, at_ms, item, number)
) strict, without rowid;

-- Of no account: what the service knows of the servers of others.
create table notebook (
  area_hash blob not null,
  key_hash blob not null,
  sealed blob not null,
  expires_ms integer not null,
  primary key (area_hash, key_hash)
) strict, without rowid;
create index notebook_by_expiry on notebook (expires_ms);
`;
