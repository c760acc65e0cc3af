/** Messages are counted as octets are, so that a quota on them costs no count at each append. */
export const mail0004 = `
alter table accounts add column held_messages integer not null default 0;
update accounts set held_messages = (select count(*) from messages where messages.account = accounts.account);
`;
