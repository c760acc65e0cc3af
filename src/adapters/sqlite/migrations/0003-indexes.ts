/**
 * What changed since a modseq is found in the tables in memory, so no change pays for an index by modseq any more.
 * EXPUNGE finds its messages without looking at all others.
 */
export const mail0003 = `
drop index messages_by_modseq;
create index messages_deleted on messages (account, mailbox, uid) where flags & 4 <> 0;
`;
