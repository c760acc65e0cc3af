/** Contents that no message points to any more: taken to pieces by and by, see `sweeper.ts`. */
export const mail0002 = `
alter table contents add column unused integer not null default 0;
create index contents_unused on contents (account, content) where unused = 1;
`;
