/** Statements on the service's documents. */
import { sql } from '../connection.js';

export const documentStatements = {
  insert: sql<[account: number, attachmentHash: Buffer, documentHash: Buffer, sealed: Buffer]>(
    'insert into documents (account, attachment_hash, document_hash, sealed) values ($1, $2, $3, $4) ' +
      'on conflict (account, attachment_hash, document_hash) do nothing',
  ),
  withAttachment: sql<[account: number, attachmentHash: Buffer], [documentHash: Buffer, sealed: Buffer]>(
    'select document_hash, sealed from documents where account = $1 and attachment_hash = $2',
  ),
};
