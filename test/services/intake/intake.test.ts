import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { simpleParser } from 'mailparser';
import { MailError } from '../../../src/mail/errors.js';
import { jobId } from '../../../src/mail/ids.js';
import { ScanError, type ScanProblem } from '../../../src/mail/scan.js';
import { turns, until } from '../../support/fake-time.js';
import { hanging, pdf, plainLetter, scanOf, World } from './support.js';

describe('intake', () => {
  let world: World;
  beforeEach(async () => (world = await World.open()));
  afterEach(() => world.close());

  it('makes one message in INBOX of a scan and says where it is', async () => {
    const account = await world.account();
    const intake = world.started();
    const report = await intake.take(scanOf(account, pdf('Sehr geehrte Frau Sonnleitner')));
    assert.deepEqual(report, { result: 'delivered', mailbox: 'INBOX', uid: 1, repeated: false });
    const [message, ...others] = await world.inbox(account);
    assert.equal(others.length, 0);
    assert.match(message!, /^To: .*<?erika@example\.org>?\r$/m);
    assert.match(message!, /geehrte Frau/);
    assert.match(message!, /^X-Unpaperme-Origin: command\r$/m);
  });

  it('makes the letter known again by each of its attachments, as a mail app decodes them', async () => {
    const account = await world.account();
    const jpeg = Buffer.from([0xff, 0xd8, 0xff, ...Buffer.from('picture')]);
    world.reader.script = async (scan) => {
      const letter = plainLetter(scan);
      return scan.includes('two') ? { ...letter, preview: { jpeg, widthPx: 800, heightPx: 1131 } } : letter;
    };
    const intake = world.started();
    for (const text of ['one', 'two']) await intake.take(scanOf(account, pdf(text)));
    const store = await world.opened.stores.open(account);
    const found = [];
    for (const message of await world.inbox(account)) {
      const mail = await simpleParser(Buffer.from(message, 'latin1'));
      const id = mail.headers.get('x-unpaperme-document');
      for (const { content } of mail.attachments) {
        const sha256 = createHash('sha256').update(content).digest();
        assert.deepEqual(await store.documents([sha256]), [id]);
        found.push(id);
      }
    }
    assert.equal(found.length, 3);
    assert.deepEqual(await store.documents([createHash('sha256').update('one').digest()]), []);
  });

  it('tells how far the reading is', async () => {
    const account = await world.account();
    world.reader.script = async (scan, { onProgress }) => {
      onProgress?.({ page: 1, pages: 2 });
      onProgress?.({ page: 2, pages: 2 });
      return plainLetter(scan);
    };
    const seen: number[] = [];
    await world.started().take(scanOf(account, pdf('a')), { onProgress: ({ page }) => seen.push(page) });
    assert.deepEqual(seen, [1, 2]);
  });

  it('delivers although a progress display fails', async () => {
    const account = await world.account();
    world.reader.script = async (scan, { onProgress }) => {
      onProgress?.({ page: 1, pages: 1 });
      return plainLetter(scan);
    };
    const onProgress = () => {
      throw new Error('no terminal');
    };
    const report = await world.started().take(scanOf(account, pdf('a')), { onProgress });
    assert.equal(report.result, 'delivered');
  });

  it('takes in a scan that was submitted before it was started', async () => {
    const account = await world.account();
    const intake = world.intake();
    const { job } = await intake.submit(scanOf(account, pdf('a')));
    intake.start();
    assert.equal((await intake.wait(job)).result, 'delivered');
    assert.equal((await intake.wait(job)).result, 'delivered', 'also for those who ask later');
  });

  it('reads no more scans at a time than allowed', async () => {
    const account = await world.account();
    let now = 0;
    let most = 0;
    world.reader.script = async (scan) => {
      most = Math.max(most, ++now);
      await turns(3);
      now--;
      return plainLetter(scan);
    };
    const intake = world.started({ limits: { concurrency: 2 } });
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((text) => intake.take(scanOf(account, pdf(text)))));
    assert.equal(most, 2);
    assert.equal((await world.inbox(account)).length, 5);
  });

  it('logs the end of a letter with numbers only', async () => {
    const account = await world.account();
    await world.started().take(scanOf(account, pdf('Geheimes Wort'), { fileName: 'Kündigung.pdf' }));
    assert.deepEqual(world.log.events('intake.delivered'), [{ job: 1, pages: 1, ms: 0, confidence: 95 }]);
    assert.doesNotMatch(JSON.stringify(world.log.lines), /Geheim|ndigung|erika/i);
  });

  describe('the same file again', () => {
    it('is not taken in twice, and is told how it ended the first time', async () => {
      const account = await world.account();
      const intake = world.started();
      await intake.take(scanOf(account, pdf('a')));
      const report = await intake.take(scanOf(account, pdf('a')));
      assert.deepEqual(report, { result: 'delivered', mailbox: 'INBOX', uid: 1, repeated: true });
      assert.equal((await world.inbox(account)).length, 1);
    });

    it('is taken in when asked for', async () => {
      const account = await world.account();
      const intake = world.started();
      await intake.take(scanOf(account, pdf('a')));
      const report = await intake.take(scanOf(account, pdf('a')), { again: true });
      assert.deepEqual(report, { result: 'delivered', mailbox: 'INBOX', uid: 2, repeated: false });
    });

    for (const { what, change } of [
      { what: 'another content', change: { octets: pdf('b') } },
      { what: 'another time or path', change: { identity: '/in/scan.pdf 2' } },
    ]) {
      it(`is another file with ${what}`, async () => {
        const account = await world.account();
        const intake = world.started();
        await intake.take(scanOf(account, pdf('a')));
        await intake.take({ ...scanOf(account, pdf('a')), ...change });
        assert.equal((await world.inbox(account)).length, 2);
      });
    }

    it('is another letter in another account', async () => {
      const [one, two] = [await world.account('a@example.org'), await world.account('b@example.org')];
      const intake = world.started();
      await intake.take(scanOf(one, pdf('a')));
      await intake.take(scanOf(two, pdf('a')));
      assert.deepEqual([(await world.inbox(one)).length, (await world.inbox(two)).length], [1, 1]);
    });

    it('is new again after seven days', async () => {
      const account = await world.account();
      const intake = world.started({ limits: { pollMs: 24 * 3600_000 } });
      await intake.take(scanOf(account, pdf('a')));
      await world.time.advance(7 * 24 * 3600_000 - 1);
      assert.equal((await intake.take(scanOf(account, pdf('a')))).repeated, true);
      await world.time.advance(2 * 3600_000);
      assert.equal((await intake.take(scanOf(account, pdf('a')))).repeated, false);
    });
  });

  describe('what the reader cannot read', () => {
    for (const problem of ['unsupported', 'empty', 'damaged', 'too-large'] satisfies ScanProblem[]) {
      it(`is refused with words when it is ${problem}`, async () => {
        const account = await world.account('e@example.org', 'en');
        world.reader.script = async () => {
          throw new ScanError(problem, 'as the reader says it');
        };
        const report = await world.started().take(scanOf(account, pdf('a')));
        assert.equal(report.result === 'rejected' && report.code, problem);
        assert.match(report.result === 'rejected' ? report.reason : '', /^The file|^This file/);
        assert.deepEqual(await world.inbox(account), []);
      });
    }

    it('is refused in the language of the account', async () => {
      const account = await world.account('e@example.org', 'de');
      const report = await world.started().take(scanOf(account, Buffer.alloc(0)));
      assert.match(report.result === 'rejected' ? report.reason : '', /^Die Datei ist leer/);
    });

    it('is refused before anything is kept when it is too large', async () => {
      const account = await world.account();
      const intake = world.started({ limits: { scanOctets: 12 } });
      const report = await intake.take(scanOf(account, pdf('more than twelve octets')));
      assert.equal(report.result === 'rejected' && report.code, 'too-large');
      assert.deepEqual(await world.opened.jobs.list({}), []);
    });

    for (const problem of ['password', 'timeout', 'crashed'] satisfies ScanProblem[]) {
      it(`arrives all the same, with a note, after ${problem}`, async () => {
        const account = await world.account('e@example.org', 'en');
        world.reader.script = async () => {
          throw new ScanError(problem, 'as the reader says it');
        };
        const report = await world.started().take(scanOf(account, pdf('untouched')));
        assert.equal(report.result, 'delivered');
        const [message] = await world.inbox(account);
        assert.match(message!, new RegExp(`^X-Unpaperme-Problem: ${problem}\r$`, 'm'));
        assert.ok(message!.includes(pdf('untouched').toString('base64')));
      });
    }

    it('arrives with a note when the reader fails in a way of its own', async () => {
      const account = await world.account();
      world.reader.script = async () => {
        throw new TypeError('a bug');
      };
      await world.started().take(scanOf(account, pdf('a')));
      assert.match((await world.inbox(account))[0]!, /^X-Unpaperme-Problem: crashed\r$/m);
      assert.equal(world.log.events('intake.reader-failed').length, 1);
    });

    for (const { type, extension, start } of [
      { type: 'image/png', extension: 'png', start: '\x89PNG\r\n\x1a\n' },
      { type: 'image/jpeg', extension: 'jpg', start: '\xff\xd8\xff\xe0' },
      { type: 'image/tiff', extension: 'tif', start: 'II*\0' },
      { type: 'image/tiff', extension: 'tif', start: 'MM\0*' },
    ]) {
      it(`arrives as the ${type} it was when nobody could make a PDF of it`, async () => {
        const account = await world.account();
        world.reader.script = async () => {
          throw new TypeError('a bug');
        };
        const octets = Buffer.from(`${start}and more`, 'latin1');
        await world.started().take(scanOf(account, octets));
        const [message] = await world.inbox(account);
        assert.match(message!, new RegExp(`^Content-Type: ${type}; .*\\.${extension}`, 'ms'));
        assert.ok(message!.includes(octets.toString('base64')));
      });
    }

    it('is refused when nobody could read it and it is none of the known formats', async () => {
      const account = await world.account();
      world.reader.script = async () => {
        throw new TypeError('a bug');
      };
      const report = await world.started().take(scanOf(account, Buffer.from('words')));
      assert.equal(report.result === 'rejected' && report.code, 'unsupported');
    });

    it('arrives with a note when the reader hangs beyond the limit', async () => {
      const account = await world.account();
      world.reader.script = hanging;
      const taken = world.started({ limits: { readMs: 60_000, leaseMs: 30_000 } }).take(scanOf(account, pdf('a')));
      await until(() => world.reader.scans.length === 1);
      await world.time.advance(60_000);
      assert.equal((await taken).result, 'delivered');
      assert.match((await world.inbox(account))[0]!, /^X-Unpaperme-Problem: timeout\r$/m);
    });
  });

  describe('accounts', () => {
    it('refuses a scan for a closed account, and takes it in once that is open again', async () => {
      const account = await world.account('e@example.org', 'en');
      const intake = world.started();
      await world.opened.accounts.close(account, world.time.now());
      const refused = await intake.take(scanOf(account, pdf('a')));
      assert.match(refused.result === 'rejected' ? refused.reason : '', /^The account is closed/);
      await world.opened.accounts.reopen(account);
      assert.equal((await intake.take(scanOf(account, pdf('a')))).result, 'delivered');
    });

    it('refuses a waiting scan when its account was closed meanwhile, and forgives that later', async () => {
      const account = await world.account();
      const intake = world.intake();
      const { job } = await intake.submit(scanOf(account, pdf('a')));
      await world.opened.accounts.close(account, world.time.now());
      intake.start();
      const report = await intake.wait(job);
      assert.equal(report.result === 'rejected' && report.code, 'account-closed');
      await world.opened.accounts.reopen(account);
      assert.deepEqual(await intake.take(scanOf(account, pdf('a'))), {
        result: 'delivered',
        mailbox: 'INBOX',
        uid: 1,
        repeated: false,
      });
    });

    it('refuses a scan for an account that is not there', async () => {
      const known = await world.account();
      await world.opened.accounts.delete(known);
      const report = await world.started().take(scanOf(known, pdf('a')));
      assert.equal(report.result === 'rejected' && report.code, 'account-gone');
    });
  });

  describe('waiting', () => {
    it('ends with the reason of its signal, and the letter arrives all the same', async () => {
      const account = await world.account();
      const intake = world.intake();
      const { job } = await intake.submit(scanOf(account, pdf('a')));
      const abort = new AbortController();
      const waiting = intake.wait(job, { signal: abort.signal });
      abort.abort(new Error('no longer interested'));
      await assert.rejects(waiting, /no longer interested/);
      intake.start();
      assert.equal((await intake.wait(job)).result, 'delivered');
    });

    it('fails for a job that nobody knows', async () => {
      await assert.rejects(world.started().wait(jobId(99)), (error) => error instanceof MailError);
    });

    it('sees the end of a job that another worker brought about', async () => {
      const account = await world.account();
      const [asking, working] = [world.intake({ limits: { concurrency: 0 } }), world.intake()];
      asking.start();
      const taken = asking.take(scanOf(account, pdf('a')));
      await turns();
      working.start();
      await until(async () => (await world.inbox(account)).length === 1);
      await world.time.advance(5_000);
      assert.equal((await taken).result, 'delivered');
    });
  });

  describe('at the end', () => {
    it('puts a scan that is being read back at once, to be read by the next', async () => {
      const account = await world.account();
      world.reader.script = hanging;
      const first = world.started();
      const taken = first.take(scanOf(account, pdf('a')));
      await until(() => world.reader.scans.length === 1);
      const closed = first.close();
      await assert.rejects(taken, (error) => error instanceof MailError && error.code === 'unavailable');
      await closed;
      const [job] = await world.opened.jobs.list({});
      assert.deepEqual([job?.state, job?.attempts], ['queued', 0]);

      world.reader.script = async (scan) => plainLetter(scan);
      const report = await world.started().take(scanOf(account, pdf('a')));
      assert.equal(report.result, 'delivered');
      assert.equal((await world.inbox(account)).length, 1);
    });

    it('takes nothing in any more', async () => {
      const account = await world.account();
      const intake = world.started();
      await intake.close();
      await assert.rejects(intake.submit(scanOf(account, pdf('a'))), /stopping/);
    });
  });
});
