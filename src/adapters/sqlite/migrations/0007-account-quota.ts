/** Limits of a single account. Null: as the configuration says; 0: none. */
export const mail0007 = `
alter table accounts add column quota_octets integer;
alter table accounts add column quota_messages integer;
`;
