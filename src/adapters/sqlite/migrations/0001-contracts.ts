/** The first schema of contracts.db: who the customers are, apart from their documents. */
export const contracts0001 = `
create table contracts (account integer primary key, sealed blob not null) strict;
`;
