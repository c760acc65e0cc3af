/** What forwarding asks of mailboxes and accounts. role: 0 none, else see `mailboxRoles`; postcard: see `postcardPolicies`. */
export const mail0009 = `
alter table mailboxes add column role integer not null default 0;
alter table accounts add column postcard integer not null default 0;

-- The service's documents by their attachments; they are known again as long as the account is there.
create table documents (
  account integer not null references accounts,
  attachment_hash blob not null,
  document_hash blob not null,
  sealed blob not null,
  primary key (account, attachment_hash, document_hash)
) strict, without rowid;
`;
