/** Everything that the comments of the storage ports promise, as tests to run on each adapter. */
import { accountsContract } from './accounts.js';
import { correspondentsContract } from './correspondents.js';
import { credentialsContract } from './credentials.js';
import { documentsContract } from './documents.js';
import { feedContract } from './feed.js';
import { jobsContract } from './jobs.js';
import { ledgerContract } from './ledger.js';
import { mailboxesContract } from './mailboxes.js';
import { metadataContract } from './metadata.js';
import { messagesContract } from './messages.js';
import { contentsContract } from './contents.js';
import { notebookContract } from './notebook.js';
import type { OpenEmpty } from './opened.js';
import { queueControlContract } from './queue-control.js';
import { queueContract } from './queue.js';
import { rotationsContract } from './rotations.js';
import { searchContract } from './search.js';
import { setupLinksContract } from './setup-links.js';

export function storesContract(openEmpty: OpenEmpty): void {
  mailboxesContract(openEmpty);
  messagesContract(openEmpty);
  contentsContract(openEmpty);
  metadataContract(openEmpty);
  searchContract(openEmpty);
  feedContract(openEmpty);
  jobsContract(openEmpty);
  accountsContract(openEmpty);
  credentialsContract(openEmpty);
  rotationsContract(openEmpty);
  setupLinksContract(openEmpty);
  documentsContract(openEmpty);
  queueContract(openEmpty);
  queueControlContract(openEmpty);
  correspondentsContract(openEmpty);
  ledgerContract(openEmpty);
  notebookContract(openEmpty);
}
