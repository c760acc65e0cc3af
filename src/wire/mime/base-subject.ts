/** The base subject, by which messages are sorted and threaded: RFC 5256 §2.1. */

/** Longer subjects are cut: they are not for reading. */
const maxLength = 2000;

/** `subj-refwd` without the blob before it; the blob inside is optional: `Re[2]:`. */
const reply = /(?:re|fwd?)[ \t]*(?:\[[^[\]]*\][ \t]*)?:/iy;
/** `subj-blob`: `[list name] `. */
const blob = /\[[^[\]]*\][ \t]*/y;
const trailer = /(?:\(fwd\)|[ \t])$/i;

export interface BaseSubject {
  readonly text: string;
  /** A reply or forward: `Re:`, `Fwd:`, `(fwd)` or `[fwd: ]` was taken off. Lists' names alone do not make one. */
  readonly isReply: boolean;
}

/** @param subject decoded (step 1), in one line */
export function baseSubject(subject: string): BaseSubject {
  let text = subject.slice(0, maxLength).replace(/\s+/g, ' ');
  let isReply = false;
  for (;;) {
    // Step 2.
    for (let match = trailer.exec(text); match; match = trailer.exec(text)) {
      isReply ||= match[0].length > 1;
      text = text.slice(0, match.index);
    }
    // Steps 3 to 5.
    const leader = leaderEnd(text);
    isReply ||= leader.isReply;
    text = text.slice(leader.end);
    // Step 6.
    if (!/^\[fwd:.*\]$/i.test(text)) return { text, isReply };
    isReply = true;
    text = text.slice('[fwd:'.length, -1);
  }
}

/**
 * Where the subject starts behind all leaders and blobs. Going over a run of blobs once settles both steps: either a
 * reply mark ends it (step 3), or its blobs go one by one as long as something is left (step 4).
 */
function leaderEnd(text: string): { readonly end: number; readonly isReply: boolean } {
  let at = 0;
  let isReply = false;
  for (;;) {
    while (text[at] === ' ') at++;
    let lastBlob = at;
    let end = at;
    for (let next = matchEnd(blob, text, end); next > end; next = matchEnd(blob, text, end)) {
      lastBlob = end;
      end = next;
    }
    const behindReply = matchEnd(reply, text, end);
    if (behindReply <= end) return { end: end < text.length ? end : lastBlob, isReply };
    at = behindReply;
    isReply = true;
  }
}

function matchEnd(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}
