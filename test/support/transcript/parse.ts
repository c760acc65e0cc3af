/**
 * Dialogs between sessions and a server, in the notation of the RFCs:
 *
 *     # Title: the first line of a comment names the dialog.
 *     given INBOX 3 messages, selected by 1 and 2
 *     1C: a1 NOOP
 *     1S: a1 OK NOOP completed
 *
 * A digit picks the session. A server's line must match exactly; `...` skips lines until the next one matches,
 * `{name}` captures a word and is put in where it comes again, `{name!=other}` captures one that differs from another,
 * `{...}` stands for any text. `{LF}`, `{CR}`, `{TAB}` and `{x00}` to `{xFF}` are octets; a line of a given message ends
 * in CRLF unless `{LF}`, `{CR}` or `{END}` is its last word. `1S: (closed)` expects the end of the connection,
 * `1C: (closes)` hangs up, `1C: (ends)` closes the client's half only. `then …` says what is stored by now, where the
 * player knows how to look. Lines of `----` part the dialogs of a file.
 */

export type Step =
  | { readonly kind: 'given'; readonly text: string; readonly body: readonly string[]; readonly at: number }
  | { readonly kind: 'then'; readonly text: string; readonly body: readonly string[]; readonly at: number }
  | { readonly kind: 'client'; readonly session: number; readonly text: string; readonly at: number }
  | { readonly kind: 'server'; readonly session: number; readonly text: string; readonly at: number };

export interface Dialog {
  readonly title: string;
  readonly steps: readonly Step[];
}

/** @throws Error that names the line which is none of the notation's */
export function parseDialogs(text: string): readonly Dialog[] {
  const dialogs: Dialog[] = [];
  let title = '';
  let steps: Step[] = [];
  const end = (): void => {
    if (steps.length > 0) dialogs.push({ title, steps });
    [title, steps] = ['', []];
  };
  for (const [index, line] of text.split('\n').entries()) {
    const at = index + 1;
    const exchange = /^(\d)([CS]): ?(.*)$/.exec(line);
    const [, word, about] = /^(given|then)\s+(.*)$/.exec(line) ?? [];
    const last = steps.at(-1);
    if (line === '----') end();
    else if (line.startsWith('#')) title ||= line.slice(1).trim();
    else if (exchange) {
      const [, digit, side, rest] = exchange;
      steps.push({ kind: side === 'C' ? 'client' : 'server', session: Number(digit), text: rest!, at });
    } else if (word) steps.push({ kind: word as 'given' | 'then', text: about!.trim(), body: [], at });
    else if (line.startsWith('|') && (last?.kind === 'given' || last?.kind === 'then')) {
      steps[steps.length - 1] = { ...last, body: [...last.body, line.slice(2)] };
    } else if (line.trim() !== '') throw new Error(`line ${at} is no step of a dialog: ${line}`);
  }
  end();
  return dialogs;
}
