/** The service's documents of an account, found by keyed hashes of their attachments' hashes. */
import type { AppendOptions } from '../../mail/mail-store.js';
import type { Scope } from './scope.js';
import { documentStatements } from './statements/documents.js';

const attachmentHash = ({ keys }: Scope, attachment: Buffer) => keys.hash('attachment', attachment.toString('hex'));

/** Within a change. */
export function addDocument(scope: Scope, { id, attachments }: NonNullable<AppendOptions['document']>): void {
  const { db, account, keys } = scope;
  const documentHash = keys.hash('document', id);
  const sealed = keys.sealRow('document', documentHash.toString('hex'), Buffer.from(id));
  for (const attachment of attachments) {
    db.run(documentStatements.insert, account, attachmentHash(scope, attachment), documentHash, sealed);
  }
}

export function findDocuments(scope: Scope, attachments: readonly Buffer[]): readonly string[] {
  const { db, account, keys } = scope;
  const found = attachments.flatMap((attachment) =>
    db
      .all(documentStatements.withAttachment, account, attachmentHash(scope, attachment))
      .map(([hash, sealed]) => keys.openRow('document', hash.toString('hex'), sealed).toString('utf8')),
  );
  return [...new Set(found)].sort();
}
