/** What is known of a message's octets without reading them: worked out at append, served as it is. */
import type { MessageStructure } from '../wire/mime/structure.js';
import type { ContentId, ThreadId } from './ids.js';

export interface ContentFacts extends MessageStructure {
  readonly content: ContentId;
  readonly thread: ThreadId;
  /** RFC 8970: one line about the message, empty when there is none. */
  readonly preview: string;
}
