/** What a client of each kind says first, and how it reads answers. */
import { type ImapHost, password, user } from '../transcript/imap-host.js';
import { LineClient } from '../transcript/line-client.js';
import type { Kind } from './told-client.js';

export async function connect(host: ImapHost, kind: Kind): Promise<LineClient> {
  const line = await LineClient.connect(host.port);
  await line.next();
  await line.command('l', `LOGIN ${user} ${password}`);
  if (kind !== 'plain') await line.command('e', `ENABLE ${kind.toUpperCase()}`);
  return line;
}

/** @returns the responses, the tagged one last; a literal is in the line that announces it */
export async function say(line: LineClient, tag: string, text: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const each of await line.command(tag, text)) {
    // A literal goes on in the next line: none of ours has a CRLF in it.
    if (/\{\d+\}$/.test(lines.at(-1) ?? '')) lines[lines.length - 1] += `\n${each}`;
    else lines.push(each);
  }
  return lines;
}
