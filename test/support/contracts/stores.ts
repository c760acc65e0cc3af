/** Everything that the comments of the storage ports promise, as tests to run on each adapter. */
import { accountsContract } from './accounts.js';
import { feedContract } from './feed.js';
import { jobsContract } from './jobs.js';
import { mailboxesContract } from './mailboxes.js';
import { metadataContract } from './metadata.js';
import { messagesContract } from './messages.js';
import { contentsContract } from './contents.js';
import type { OpenEmpty } from './opened.js';
import { searchContract } from './search.js';

export function storesContract(openEmpty: OpenEmpty): void {
  mailboxesContract(openEmpty);
  messagesContract(openEmpty);
  contentsContract(openEmpty);
  metadataContract(openEmpty);
  searchContract(openEmpty);
  feedContract(openEmpty);
  jobsContract(openEmpty);
  accountsContract(openEmpty);
}
