/**
 * Annotations (RFC 5464). owner: 0 for the account itself, else a mailbox or a content, whose ids are never the same. What
 * they say goes with their owner, however that goes.
 */
export const mail0005 = `
create table metadata (
  account integer not null references accounts,
  owner integer not null,
  name_hash blob not null,
  name blob not null,
  value blob not null,
  primary key (account, owner, name_hash)
) strict, without rowid;

create trigger metadata_of_mailbox after delete on mailboxes begin
  delete from metadata where account = old.account and owner = old.mailbox;
end;
create trigger metadata_of_content after delete on contents begin
  delete from metadata where account = old.account and owner = old.content;
end;
`;
