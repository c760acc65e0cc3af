/**
 * The security log: a file with a line for each event, for fail2ban and its like (config/fail2ban/). It has addresses,
 * so it is written only where the operator names a file for it, and is his to rotate and to delete.
 */
import { appendFile } from 'node:fs/promises';
import type { Clock } from '../../mail/clock.js';
import type { Log } from '../../mail/log.js';
import type { SecurityEvent, SecurityLog } from '../../mail/security-log.js';

/** Lines that may wait for the disk; more are counted only. */
const waitingMost = 10_000;

export interface SecurityLogFile {
  readonly write: SecurityLog;
  /** Resolves when all lines are written. */
  close(): Promise<void>;
}

/** @param path opened anew for each batch of lines, so that it may be moved away at any time */
export function openSecurityLog(path: string, { clock, log }: { clock: Clock; log: Log }): SecurityLogFile {
  let waiting: string[] = [];
  let lost = 0;
  let writing: Promise<void> | undefined;

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const lines = waiting;
      waiting = [];
      try {
        await appendFile(path, lines.join(''), { mode: 0o600 });
      } catch (error) {
        log.error('security-log.not-written', { lines: lines.length, error: error as Error });
      }
    }
    if (lost > 0) log.warn('security-log.too-many', { lines: lost });
    lost = 0;
    writing = undefined;
  }

  return {
    write(event) {
      if (waiting.length >= waitingMost) lost += 1;
      else waiting.push(`${formatSecurityLine(event, clock.now())}\n`);
      writing ??= writeAll();
    },
    async close() {
      await writing;
    },
  };
}

/** `2026-11-24T09:00:00.000Z login-refused reason=wrong service=imap address=192.0.2.1` */
export function formatSecurityLine({ event, reason, service, address }: SecurityEvent, atMs: number): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  return `${new Date(atMs).toISOString()} ${event} reason=${reason} service=${service} address=${plain}`;
}
