import assert from 'node:assert/strict';
import { pinoLog } from '../../../src/adapters/log/pino-log.js';

describe('log', () => {
  const lines: string[] = [];
  const log = (format: 'json' | 'pretty') =>
    pinoLog({ level: 'info', format }, { write: (line) => void lines.push(line) });
  beforeEach(() => lines.splice(0));

  it('writes an event with its fields as one JSON line', () => {
    log('json').info('imap.command', { conn: 3, ms: 2 });
    assert.equal(lines.length, 1);
    const { time, ...rest } = JSON.parse(lines[0]!) as Record<string, unknown>;
    assert.ok(Number(time) > 0);
    assert.deepEqual(rest, { level: 30, event: 'imap.command', conn: 3, ms: 2 });
  });

  it('keeps what is below its level to itself', () => {
    log('json').debug('imap.line');
    assert.deepEqual(lines, []);
  });

  it('leaves out an error’s message, which may quote a letter, and shows where it came from', () => {
    log('json').error('bug', { error: new Error('secret word') });
    assert.doesNotMatch(lines[0]!, /secret/);
    assert.match(lines[0]!, /pino-log\.test/);
  });
});
