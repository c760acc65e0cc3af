import assert from 'node:assert/strict';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { contractsMigrations, mailMigrations, openMigrated } from '../../../src/adapters/sqlite/migrate.js';
import {
  accountStatements,
  contractStatements,
  removeAccountStatements,
} from '../../../src/adapters/sqlite/statements/accounts.js';
import { contentStatements } from '../../../src/adapters/sqlite/statements/contents.js';
import { credentialStatements } from '../../../src/adapters/sqlite/statements/credentials.js';
import { documentStatements } from '../../../src/adapters/sqlite/statements/documents.js';
import { jobStatements } from '../../../src/adapters/sqlite/statements/jobs.js';
import { correspondentStatements, ledgerStatements } from '../../../src/adapters/sqlite/statements/ledger.js';
import { mailboxStatements } from '../../../src/adapters/sqlite/statements/mailboxes.js';
import { messageStatements } from '../../../src/adapters/sqlite/statements/messages.js';
import { notebookStatements } from '../../../src/adapters/sqlite/statements/notebook.js';
import { queueStatements } from '../../../src/adapters/sqlite/statements/queue.js';
import { rotationStatements } from '../../../src/adapters/sqlite/statements/rotations.js';
import { setupLinkStatements } from '../../../src/adapters/sqlite/statements/setup-links.js';
import { stateStatements } from '../../../src/adapters/sqlite/statements/state.js';
import { temporaryFolder } from '../../support/temp-folder.js';

const ofMail = {
  ...{ accountStatements, mailboxStatements, messageStatements, contentStatements, jobStatements },
  ...{ stateStatements, documentStatements, queueStatements },
  ...{ rotationStatements, setupLinkStatements },
  ...{ credentialStatements, correspondentStatements, ledgerStatements, notebookStatements },
};

describe('statements', () => {
  const folder = temporaryFolder();

  it('can all be prepared on the schema, with parameters numbered from 1 without gaps', () => {
    const databases = [
      {
        file: 'mail.db',
        migrations: mailMigrations,
        statements: Object.values(ofMail).flatMap((each) => Object.values(each)),
      },
      { file: 'contracts.db', migrations: contractsMigrations, statements: Object.values(contractStatements) },
    ];
    for (const { file, migrations, statements } of databases) {
      openMigrated(join(folder(), file), migrations, 'full').close();
      const database = new SqliteDatabase(join(folder(), file));
      for (const { text } of [...statements, ...(file === 'mail.db' ? removeAccountStatements : [])]) {
        assert.doesNotThrow(() => database.prepare(text), text);
        const numbers = new Set([...text.matchAll(/\$(\d+)/g)].map((match) => Number(match[1])));
        assert.deepEqual(
          [...numbers].sort((a, b) => a - b),
          Array.from(numbers, (_, i) => i + 1),
          text,
        );
      }
      database.close();
    }
  });

  it('remove every row of an account: each table with an account is named', () => {
    const path = join(folder(), 'mail.db');
    openMigrated(path, mailMigrations, 'full').close();
    const database = new SqliteDatabase(path);
    const tables = database
      .prepare(
        "select m.name from sqlite_schema m, pragma_table_info(m.name) c where m.type = 'table' and c.name = 'account'",
      )
      .pluck()
      .all() as string[];
    database.close();
    const removed = removeAccountStatements.map(({ text }) => /delete from (\w+)/.exec(text)![1]!);
    assert.deepEqual(new Set(removed), new Set(tables));
  });
});
