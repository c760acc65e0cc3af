/** A scanned letter's whole way, with the real reader and the store on disk. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { simpleParser } from 'mailparser';
import { defaultReaderLimits } from '../../../src/adapters/reader/limits.js';
import { createScanReader } from '../../../src/adapters/reader/scan-reader.js';
import { projectPath } from '../../../src/lib/project-path.js';
import { systemClock } from '../../../src/mail/clock.js';
import { silentLog } from '../../../src/mail/log.js';
import { createIntake } from '../../../src/services/intake/intake.js';
import { openTemporarySqlite } from '../../faults/support.js';
import { createAccount, inboxOf, scanOf } from './support.js';

describe('intake with the real reader', () => {
  it('makes a letter with its text, its preview and a PDF of a scan', async function () {
    this.timeout(120_000);
    const path = projectPath('test/fixtures/scans/10-kuendigungsbestaetigung.pdf');
    const scan = await readFile(path);
    const opened = await openTemporarySqlite({ clock: systemClock });
    const reader = createScanReader({ processes: 1, limits: defaultReaderLimits, log: silentLog });
    const intake = createIntake({
      ...opened,
      reader,
      clock: systemClock,
      log: silentLog,
      service: { name: 'Unpaperme', address: 'post@post.example' },
    });
    try {
      const account = await createAccount(opened, 'ole@example.org', 'de', systemClock.now());
      intake.start();
      const pages: string[] = [];
      const identity = `${path} ${(await stat(path)).mtimeMs}`;
      const report = await intake.take(scanOf(account, scan, { identity }), {
        onProgress: ({ page, pages: of }) => pages.push(`${page}/${of}`),
      });
      assert.deepEqual(report, { result: 'delivered', mailbox: 'INBOX', uid: 1, repeated: false });
      assert.ok(pages.includes('1/1'), `progress was ${pages.join(', ')}`);

      const [message] = await inboxOf(opened, account);
      const mail = await simpleParser(Buffer.from(message!, 'latin1'));
      assert.match(mail.text ?? '', /Kündigung/);
      assert.equal(mail.headers.get('x-unpaperme-text'), 'recognised');
      const [picture, pdf] = ['image/jpeg', 'application/pdf'].map((type) =>
        mail.attachments.find(({ contentType }) => contentType === type),
      );
      assert.deepEqual(picture?.content.subarray(0, 3), Buffer.from([0xff, 0xd8, 0xff]));
      assert.equal(pdf?.content.subarray(0, 5).toString(), '%PDF-');
      assert.ok(pdf.content.length > scan.length / 2, 'the scan is in it');
      const store = await opened.stores.open(account);
      for (const { content } of mail.attachments) {
        const sha256 = createHash('sha256').update(content).digest();
        assert.deepEqual(await store.documents([sha256]), [mail.headers.get('x-unpaperme-document')]);
      }
    } finally {
      await intake.close();
      await reader.close();
      await opened.close();
    }
  });
});
