/** Brings a database to the schema of this version, step by numbered step; each step is a transaction. */
import { MailError } from '../../mail/errors.js';
import { openConnection, schemaVersion } from './connection.js';
import type { Connection, Synchronous } from './connection.js';
import { contracts0001 } from './migrations/0001-contracts.js';
import { mail0001 } from './migrations/0001-mail.js';
import { mail0002 } from './migrations/0002-unused-contents.js';
import { mail0003 } from './migrations/0003-indexes.js';
import { mail0004 } from './migrations/0004-message-quota.js';
import { mail0005 } from './migrations/0005-metadata.js';
import { mail0006 } from './migrations/0006-unclean-stops.js';
import { mail0007 } from './migrations/0007-account-quota.js';
import { mail0008 } from './migrations/0008-journal.js';
import { mail0009 } from './migrations/0009-forwarding.js';
import { mail0010 } from './migrations/0010-queue.js';
import { mail0011 } from './migrations/0011-credentials.js';

/** Append only: the place in the list is the number of the schema. */
export const mailMigrations: readonly string[] = [
  mail0001,
  mail0002,
  mail0003,
  mail0004,
  mail0005,
  mail0006,
  mail0007,
  mail0008,
  mail0009,
  mail0010,
  mail0011,
];
export const contractsMigrations: readonly string[] = [contracts0001];

/** @throws MailError unavailable: the database was written by a newer version; it is not touched then */
export function openMigrated(path: string, migrations: readonly string[], synchronous: Synchronous): Connection {
  const there = schemaVersion(path);
  if (there > migrations.length) {
    throw new MailError(
      'unavailable',
      `${path} was written by a newer version (schema ${there}, this version knows ${migrations.length}). ` +
        'Start the newer version again, or restore a backup made before the upgrade. Nothing was changed.',
    );
  }
  const db = openConnection(path, synchronous);
  try {
    for (let number = there + 1; number <= migrations.length; number++) {
      db.exec('begin immediate');
      db.exec(migrations[number - 1]!);
      db.pragma(`user_version = ${number}`);
      db.exec('commit');
    }
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
