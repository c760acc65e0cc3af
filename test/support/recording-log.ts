/** A log that a test reads. */
import type { Log, LogFields } from '../../src/mail/log.js';

export class RecordingLog implements Log {
  readonly lines: { readonly level: string; readonly event: string; readonly fields: LogFields }[] = [];

  debug = (event: string, fields: LogFields = {}): void => void this.lines.push({ level: 'debug', event, fields });
  info = (event: string, fields: LogFields = {}): void => void this.lines.push({ level: 'info', event, fields });
  warn = (event: string, fields: LogFields = {}): void => void this.lines.push({ level: 'warn', event, fields });
  error = (event: string, fields: LogFields = {}): void => void this.lines.push({ level: 'error', event, fields });

  events(name: string): readonly LogFields[] {
    return this.lines.filter(({ event }) => event === name).map(({ fields }) => fields);
  }
}
