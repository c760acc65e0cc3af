/** How many runs of uids a mailbox's journal of expunges has, and up to which mod-sequence it was forgotten. */
export const mail0008 = `
alter table mailboxes add column journal_runs integer not null default 0;
alter table mailboxes add column forgotten_modseq integer not null default 0;
update mailboxes set journal_runs =
  (select count(*) from expunged where expunged.account = mailboxes.account and expunged.mailbox = mailboxes.mailbox);
`;
