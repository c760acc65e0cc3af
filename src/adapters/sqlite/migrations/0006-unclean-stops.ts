/**
 * A power cut may take the last changed flags, and with them mod-sequences that were told to clients. After a stop that
 * was not clean, numbering goes on above all of these, and every message counts as changed there: `floor_modseq`.
 */
export const mail0006 = `
create table store_state (one integer primary key check (one = 1), clean integer not null) strict;
insert into store_state (one, clean) values (1, 1);
alter table mailboxes add column floor_modseq integer not null default 0;
`;
