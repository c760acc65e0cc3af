/** A message's structure and text in one pass over its octets, in pieces of any size and in bounded memory. */
import { baseSubject } from './base-subject.js';
import { formatBodyStructure, withoutDetails } from './body-structure.js';
import { parseDate } from './date-time.js';
import { decodeWords } from './encoded-word.js';
import { formatEnvelope } from './envelope.js';
import { Header } from './header-fields.js';
import { parseMessageId, referenceList } from './message-ids.js';
import { PartScanner } from './part-scanner.js';
import { defaultMimeLimits } from './structure.js';
import type { MessageStructure, MimeLimits, SearchableText } from './structure.js';
import { TextCollector } from './text-collector.js';

export interface Analysis {
  readonly structure: MessageStructure;
  readonly text: SearchableText;
}

export interface Analyser {
  /** The next octets; they are not kept. */
  push(chunk: Uint8Array): void;
  /** After the last octet, once. */
  end(): Analysis;
}

/** Never throws, whatever the octets: any octets are a message, if only one of text without a header. */
export function createAnalyser(limits: MimeLimits = defaultMimeLimits): Analyser {
  const text = new TextCollector(limits.textCharacters);
  let header = new Header();
  let headerOctets = Buffer.alloc(0);
  let sizeOctets = 0;
  const scanner = new PartScanner(limits, {
    message(found, octets, depth) {
      if (depth > 0) return text.messageInside(found);
      header = found;
      headerOctets = Buffer.from(octets);
    },
    part: (found) => text.partHeader(found),
    leaf: (part) => text.leaf(part),
  });
  return {
    push(chunk) {
      sizeOctets += chunk.length;
      scanner.push(chunk);
    },
    end() {
      const root = scanner.end();
      const references = referenceList(header.value('references') ?? '', header.value('in-reply-to') ?? '');
      const subject = baseSubject(decodeWords(header.value('subject') ?? ''));
      const date = parseDate(header.value('date') ?? '');
      const structure: MessageStructure = {
        root: withoutDetails(root),
        sizeOctets,
        header: headerOctets,
        envelope: octetsOf(formatEnvelope(header)),
        body: octetsOf(formatBodyStructure(root, false)),
        bodyStructure: octetsOf(formatBodyStructure(root, true)),
        sentDay: date?.day,
        sentMs: date?.epochMs,
        messageId: parseMessageId(header.value('message-id') ?? ''),
        references: references.ids,
        inReferences: references.inReferences,
        baseSubject: subject.text,
        isReply: subject.isReply,
      };
      return { structure, text: text.result(header) };
    },
  };
}

/** Analyses a message that is in memory anyway. */
export function analyse(message: Uint8Array, limits?: MimeLimits): Analysis {
  const analyser = createAnalyser(limits);
  analyser.push(message);
  return analyser.end();
}

function octetsOf(latin1: string): Buffer {
  return Buffer.from(latin1, 'latin1');
}
