/** Several passwords for an account, runs that give new ones to many, and links by which a phone is set up. */
export const mail0011 = `
-- kind: 0 account, 1 device. scopes: 1 IMAP, 2 SMTP, or both. about: name and mail apps, sealed; none until there are any.
-- used_day: year, month and day as one number.
alter table credentials add column kind integer not null default 0;
alter table credentials add column scopes integer not null default 3;
alter table credentials add column about blob;
alter table credentials add column revoked_ms integer;
alter table credentials add column successor integer;
alter table credentials add column grace_ms integer;
alter table credentials add column used_day integer;

-- reason: see rotationReasons. A run's number is never used again.
create table rotations (
  rotation integer primary key autoincrement,
  reason integer not null,
  started_ms integer not null,
  overlap_ms integer not null,
  grace_ms integer not null,
  total integer not null,
  done integer not null,
  ended_ms integer
) strict;

-- Accounts that wait for their new password.
create table rotation_accounts (
  rotation integer not null references rotations,
  place integer not null,
  account integer not null references accounts,
  primary key (rotation, place),
  unique (account, rotation)
) strict, without rowid;

-- Hashes that tell nothing of token and PIN: see mail/setup-links.ts.
create table setup_links (
  token_hash blob primary key,
  account integer not null references accounts,
  pin_tag blob not null,
  expires_ms integer not null,
  tries_left integer not null
) strict, without rowid;
create index setup_links_by_account on setup_links (account);
create index setup_links_by_expiry on setup_links (expires_ms);
`;
