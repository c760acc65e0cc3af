import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MailError } from '../../../src/mail/errors.js';
import type { AccountId } from '../../../src/mail/ids.js';
import { ScanError } from '../../../src/mail/scan.js';
import { dropFile, pathIn } from '../../../src/services/intake/drop-file.js';
import { createHotFolders, type HotFolders, type HotFoldersOptions } from '../../../src/services/intake/hot-folder.js';
import type { Intake } from '../../../src/services/intake/intake.js';
import { watchFolder } from '../../../src/services/intake/watch.js';
import { until } from '../../support/fake-time.js';
import { hanging, pdf, plainLetter, scanOf, World } from './support.js';

describe('the hot folder', () => {
  let world: World;
  let root: string;
  let folders: HotFolders[];
  let hint: () => void;

  beforeEach(async () => {
    world = await World.open();
    root = join(await mkdtemp(join(tmpdir(), 'hot-folder-')), 'root');
    folders = [];
  });
  afterEach(async () => {
    for (const each of folders) await each.close();
    await world.close();
    await rm(join(root, '..'), { recursive: true, force: true });
  });

  function watching(intake: HotFoldersOptions['intake'], options: Partial<HotFoldersOptions> = {}): HotFolders {
    const made = createHotFolders({
      root,
      intake,
      accounts: world.opened.accounts,
      jobs: world.opened.jobs,
      clock: world.time,
      timers: world.time,
      log: world.log,
      watch: (_root, onHint) => {
        hint = onHint;
        return { close: async () => {} };
      },
      ...options,
    });
    folders.push(made);
    made.start();
    return made;
  }

  const passUntil = (condition: () => boolean | Promise<boolean>) => world.passUntil(condition);

  async function folderOf(account: AccountId): Promise<string> {
    const folder = join(root, String(account));
    await mkdir(folder, { recursive: true });
    return folder;
  }

  async function filesIn(folder: string): Promise<readonly string[]> {
    return (await readdir(folder)).sort();
  }

  const letters = async (account: AccountId) => (await world.inbox(account)).length;
  const jobsKnown = async () => (await world.opened.jobs.list({})).length;

  it('makes a folder for each open account, and takes what is put there', async () => {
    const account = await world.account();
    watching(world.started());
    const folder = join(root, String(account));
    await until(async () => (await stat(folder).catch(() => undefined))?.isDirectory() ?? false);
    await writeFile(join(folder, 'Brief.pdf'), pdf('Guten Tag'));
    hint();
    await passUntil(async () => (await jobsKnown()) === 0 && (await letters(account)) === 1);
    assert.match((await world.inbox(account))[0]!, /Guten Tag/);
    assert.deepEqual(await filesIn(folder), []);
  });

  it('finds a file that no hint told of', async () => {
    const account = await world.account();
    const folder = await folderOf(account);
    watching(world.started());
    await world.time.advance(100);
    await writeFile(join(folder, 'a.pdf'), pdf('a'));
    await passUntil(async () => (await letters(account)) === 1);
  });

  it('makes the folder of an account that is added later', async () => {
    watching(world.started());
    const account = await world.account();
    folders[0]!.refresh();
    await passUntil(async () => (await stat(join(root, String(account))).catch(() => undefined)) !== undefined);
  });

  it('leaves a file alone while it grows', async () => {
    const account = await world.account();
    const file = join(await folderOf(account), 'a.pdf');
    await writeFile(file, pdf('begin'));
    watching(world.started());
    for (const more of [' and', ' more', ' and more']) {
      await world.time.advance(1_300);
      await appendFile(file, more);
      hint();
      await world.time.advance(500);
      assert.equal(await jobsKnown(), 0);
    }
    await passUntil(async () => (await letters(account)) === 1);
    assert.match((await world.inbox(account))[0]!, /begin and more and more/);
  });

  it('ignores dot files, names of files being written, folders, links and pipes', async () => {
    const account = await world.account();
    const folder = await folderOf(account);
    const elsewhere = join(root, '..', 'elsewhere.pdf');
    await writeFile(elsewhere, pdf('elsewhere'));
    for (const name of ['.hidden.pdf', 'a.pdf.part', 'a.TMP', 'a.pdf~']) await writeFile(join(folder, name), pdf('x'));
    await mkdir(join(folder, 'sub'));
    await writeFile(join(folder, 'sub', 'inside.pdf'), pdf('x'));
    await symlink(elsewhere, join(folder, 'link.pdf'));
    execFileSync('mkfifo', [join(folder, 'pipe.pdf')]);
    const before = await filesIn(folder);
    await writeFile(join(folder, 'taken.pdf'), pdf('taken'));
    watching(world.started());
    await passUntil(async () => (await letters(account)) === 1);
    await world.time.advance(200_000);
    assert.equal(await letters(account), 1);
    assert.deepEqual(await filesIn(folder), before);
  });

  for (const { what, name } of [
    { what: 'a line break', name: Buffer.from('two\nlines\r.pdf') },
    { what: '255 octets', name: Buffer.from(`${'ü'.repeat(125)}x.pdf`) },
    { what: 'octets that are no UTF-8', name: Buffer.from([0xff, 0xfe, 0x80, 0x2e, 0x70, 0x64, 0x66]) },
    { what: 'a leading hyphen and quotes', name: Buffer.from('-rf "$(x)" \'; --.pdf') },
  ]) {
    it(`takes, and refuses, a file whose name has ${what}`, async () => {
      const account = await world.account();
      const folder = await folderOf(account);
      await writeFile(pathIn(folder, name), pdf('letter'));
      watching(world.started());
      await passUntil(async () => (await letters(account)) === 1);
      await passUntil(async () => (await filesIn(folder)).length === 0);
      await writeFile(pathIn(folder, name), 'no scan');
      world.reader.script = async () => {
        throw new ScanError('unsupported', 'no scan');
      };
      const rejected = join(folder, 'rejected');
      await passUntil(async () => (await readdir(rejected).catch(() => [])).length === 2);
      await passUntil(async () => (await jobsKnown()) === 0);
      assert.deepEqual(await filesIn(folder), ['rejected']);
    });
  }

  describe('a file that cannot be read', () => {
    beforeEach(() => {
      world.reader.script = async () => {
        throw new ScanError('unsupported', 'no scan');
      };
    });

    it('is put aside with a text that says why, in the language of the account', async () => {
      const [german, english] = [
        await world.account('d@example.org', 'de'),
        await world.account('e@example.org', 'en'),
      ];
      for (const account of [german, english]) await writeFile(join(await folderOf(account), 'a.doc'), 'words');
      watching(world.started());
      const note = (account: AccountId) => join(root, String(account), 'rejected', 'a.doc.txt');
      for (const account of [german, english]) {
        await passUntil(async () => (await stat(note(account)).catch(() => undefined)) !== undefined);
        await passUntil(async () => (await filesIn(join(root, String(account), 'rejected'))).length === 2);
        assert.equal(await readFile(join(root, String(account), 'rejected', 'a.doc'), 'utf8'), 'words');
      }
      assert.match(await readFile(note(german), 'utf8'), /PDF, TIFF, JPEG und PNG\.\n$/);
      assert.match(await readFile(note(english), 'utf8'), /PDF, TIFF, JPEG and PNG are\.\n$/);
      await passUntil(async () => (await jobsKnown()) === 0);
    });

    it('overwrites nothing that was put aside before', async () => {
      const account = await world.account();
      const folder = await folderOf(account);
      watching(world.started());
      for (const [i, words] of ['one', 'two', 'three'].entries()) {
        await writeFile(join(folder, 'a.doc'), words);
        await passUntil(async () => (await readdir(join(folder, 'rejected')).catch(() => [])).length === 2 * (i + 1));
      }
      const rejected = join(folder, 'rejected');
      const names = ['a (2).doc', 'a (2).doc.txt', 'a (3).doc', 'a (3).doc.txt', 'a.doc', 'a.doc.txt'];
      assert.deepEqual(await filesIn(rejected), names);
      const contents = await Promise.all(
        ['a.doc', 'a (2).doc', 'a (3).doc'].map((n) => readFile(join(rejected, n), 'utf8')),
      );
      assert.deepEqual(contents, ['one', 'two', 'three']);
    });

    it('is put aside once when a kill came between its note and its move', async () => {
      const account = await world.account('e@example.org', 'en');
      const folder = await folderOf(account);
      const intake = world.started();
      await writeFile(join(folder, 'a.doc'), 'words');
      const identity = (await dropFile(folder, Buffer.from('a.doc')))!.identity;
      const report = await intake.take(scanOf(account, Buffer.from('words'), { source: 'hot-folder', identity }));
      await mkdir(join(folder, 'rejected'));
      // Cut short, as by a full disk.
      const reason = report.result === 'rejected' ? report.reason : '';
      await writeFile(join(folder, 'rejected', 'a.doc.txt'), reason.slice(0, 10));
      watching(intake);
      await passUntil(async () => (await filesIn(folder)).length === 1);
      assert.deepEqual(await filesIn(join(folder, 'rejected')), ['a.doc', 'a.doc.txt']);
      assert.equal(await readFile(join(folder, 'rejected', 'a.doc.txt'), 'utf8'), `${reason}\n`);
    });

    it('is put aside unread when it is too large', async () => {
      const account = await world.account();
      const folder = await folderOf(account);
      await writeFile(join(folder, 'a.pdf'), Buffer.alloc(1001));
      watching(world.started(), { limits: { scanOctets: 1000 } });
      await passUntil(async () => (await readdir(join(folder, 'rejected')).catch(() => [])).length === 2);
      assert.match(await readFile(join(folder, 'rejected', 'a.pdf.txt'), 'utf8'), /zu groß/);
      assert.equal(world.reader.scans.length, 0);
    });

    it('is given a minute when it is empty, since scanners create before they write', async () => {
      const account = await world.account();
      const folder = await folderOf(account);
      await writeFile(join(folder, 'a.pdf'), '');
      watching(world.started());
      await world.time.advance(59_000);
      assert.deepEqual(await filesIn(folder), ['a.pdf']);
      await passUntil(async () => (await filesIn(folder))[0] === 'rejected');
      assert.match(await readFile(join(folder, 'rejected', 'a.pdf.txt'), 'utf8'), /leer/);
    });

    it('is put aside when its account is closed', async () => {
      const account = await world.account('e@example.org', 'en');
      const folder = await folderOf(account);
      await world.opened.accounts.close(account, world.time.now());
      await writeFile(join(folder, 'a.pdf'), pdf('a'));
      watching(world.started());
      await passUntil(async () => (await filesIn(folder))[0] === 'rejected');
      assert.match(await readFile(join(folder, 'rejected', 'a.pdf.txt'), 'utf8'), /account is closed/);
    });
  });

  describe('exactly once', () => {
    async function takenBeforeAKill(account: AccountId, intake: Intake): Promise<string> {
      const folder = await folderOf(account);
      await writeFile(join(folder, 'a.pdf'), pdf('a'));
      const { identity } = (await dropFile(folder, Buffer.from('a.pdf')))!;
      await intake.take(scanOf(account, pdf('a'), { source: 'hot-folder', identity }));
      return folder;
    }

    it('removes a file that became a message before a kill, and makes no second one', async () => {
      const account = await world.account();
      const intake = world.started();
      const folder = await takenBeforeAKill(account, intake);
      watching(intake);
      await passUntil(async () => (await filesIn(folder)).length === 0);
      await passUntil(async () => (await jobsKnown()) === 0);
      assert.equal(await letters(account), 1);
    });

    it('remembers such a file for as long as it is there', async () => {
      const account = await world.account();
      const intake = world.started({ limits: { pollMs: 24 * 3600_000 } });
      await takenBeforeAKill(account, intake);
      await world.time.advance(30 * 24 * 3600_000);
      assert.equal(await jobsKnown(), 1);
    });

    it('forgets the job of a file that was removed before a kill', async () => {
      const account = await world.account();
      const intake = world.started();
      const folder = await takenBeforeAKill(account, intake);
      await rm(join(folder, 'a.pdf'));
      watching(intake);
      await passUntil(async () => (await jobsKnown()) === 0);
      assert.equal(await letters(account), 1);
    });

    it('makes a new letter of a file of the same name and content', async () => {
      const account = await world.account();
      const folder = await folderOf(account);
      watching(world.started());
      for (const count of [1, 2]) {
        await writeFile(join(folder, 'a.pdf'), pdf('the same'));
        await passUntil(async () => (await letters(account)) === count && (await filesIn(folder)).length === 0);
        await passUntil(async () => (await jobsKnown()) === 0);
      }
    });

    it('keeps a file that came under the name of one in work, as a letter of its own', async () => {
      const account = await world.account();
      const folder = await folderOf(account);
      await writeFile(join(folder, 'a.pdf'), pdf('first'));
      let finish = (): void => {};
      world.reader.script = async (scan) => {
        await new Promise<void>((resolve) => (finish = resolve));
        return plainLetter(scan);
      };
      watching(world.started());
      await passUntil(() => world.reader.scans.length === 1);
      await writeFile(join(folder, 'new'), pdf('second'));
      await rename(join(folder, 'new'), join(folder, 'a.pdf'));
      world.reader.script = async (scan) => plainLetter(scan);
      finish();
      await passUntil(async () => (await letters(account)) === 2 && (await filesIn(folder)).length === 0);
      const [first, second] = await world.inbox(account);
      assert.match(`${first}${second}`, /first[^]*second|second[^]*first/);
    });

    it('delivers a file that vanished after it was taken', async () => {
      const account = await world.account();
      const folder = await folderOf(account);
      await writeFile(join(folder, 'a.pdf'), pdf('a'));
      let finish = (): void => {};
      world.reader.script = async (scan) => {
        await new Promise<void>((resolve) => (finish = resolve));
        return plainLetter(scan);
      };
      watching(world.started());
      await passUntil(() => world.reader.scans.length === 1);
      await rm(join(folder, 'a.pdf'));
      finish();
      await passUntil(async () => (await letters(account)) === 1 && (await jobsKnown()) === 0);
      assert.deepEqual(
        world.log.lines.filter(({ level }) => level === 'warn'),
        [],
      );
    });

    it('finishes after a restart what was in work', async () => {
      const account = await world.account();
      const folder = await folderOf(account);
      await writeFile(join(folder, 'a.pdf'), pdf('a'));
      world.reader.script = hanging;
      const [hot, intake] = (() => {
        const made = world.started();
        return [watching(made), made] as const;
      })();
      await passUntil(() => world.reader.scans.length === 1);
      await hot.close();
      await intake.close();
      assert.deepEqual(await filesIn(folder), ['a.pdf']);
      world.reader.script = async (scan) => plainLetter(scan);
      watching(world.started());
      await passUntil(async () => (await letters(account)) === 1 && (await filesIn(folder)).length === 0);
    });
  });

  describe('many files', () => {
    it('takes a thousand at once with few in work at a time', async function () {
      this.timeout(60_000);
      const account = await world.account();
      const folder = await folderOf(account);
      for (let i = 0; i < 1000; i++) await writeFile(join(folder, `${i}.pdf`), pdf(`letter ${i}`));
      let most = 0;
      world.reader.script = async (scan) => {
        most = Math.max(most, await jobsKnown());
        return plainLetter(scan);
      };
      watching(world.started(), { limits: { ahead: 32 } });
      await world.passUntil(async () => (await filesIn(folder)).length === 0 && (await jobsKnown()) === 0, 55_000);
      assert.equal(await letters(account), 1000);
      assert.ok(most <= 32, `${most} jobs at a time`);
    });

    it('lets an account with one letter not wait for one with many', async () => {
      const [many, one] = [await world.account('m@example.org'), await world.account('o@example.org')];
      for (let i = 0; i < 50; i++) await writeFile(join(await folderOf(many), `${i}.pdf`), pdf(`many ${i}`));
      await writeFile(join(await folderOf(one), 'a.pdf'), pdf('the one'));
      world.reader.script = hanging;
      watching(world.started({ limits: { concurrency: 4 } }), { limits: { ahead: 4 } });
      await passUntil(() => world.reader.scans.length === 4);
      assert.ok(world.reader.scans.some((scan) => scan.toString().includes('the one')));
    });
  });

  describe('trouble', () => {
    it('with the store leaves files where they are, is told once, and is over by itself', async () => {
      const account = await world.account();
      const folder = await folderOf(account);
      for (const name of ['a.pdf', 'b.pdf']) await writeFile(join(folder, name), pdf(name));
      const intake = world.started();
      let full = true;
      let asked = 0;
      watching({
        submit: async (scan) => {
          asked++;
          if (full) throw new MailError('storage-full', 'The disk is full.');
          return intake.submit(scan);
        },
        wait: (job, options) => intake.wait(job, options),
      });
      for (let i = 0; i < 100; i++) {
        hint();
        await world.time.advance(3_000);
      }
      assert.ok(asked >= 2 && asked <= 6, `asked ${asked} times in five minutes`);
      assert.deepEqual(await filesIn(folder), ['a.pdf', 'b.pdf']);
      assert.equal(world.log.events('hot-folder.held').length, 1);
      full = false;
      await passUntil(async () => (await letters(account)) === 2 && (await filesIn(folder)).length === 0);
    });

    it('with forgetting a job makes no second message', async () => {
      const account = await world.account();
      const folder = await folderOf(account);
      await writeFile(join(folder, 'a.pdf'), pdf('a'));
      const { jobs } = world.opened;
      let fails = 1;
      watching(world.started(), {
        jobs: {
          list: (filter) => jobs.list(filter),
          remove: async (job) => {
            if (fails-- > 0) throw new MailError('unavailable', 'not now');
            return jobs.remove(job);
          },
        },
      });
      await passUntil(async () => (await letters(account)) === 1 && (await jobsKnown()) === 0);
      assert.equal(world.log.events('hot-folder.not-removed').length, 1);
      assert.equal(await letters(account), 1);
    });

    it('with one folder holds up no other, and a linked folder is not followed', async () => {
      const [linked, other] = [await world.account('l@example.org'), await world.account('o@example.org')];
      const elsewhere = join(root, '..', 'elsewhere');
      await mkdir(elsewhere);
      await mkdir(root);
      await writeFile(join(elsewhere, 'a.pdf'), pdf('elsewhere'));
      await symlink(elsewhere, join(root, String(linked)));
      await writeFile(join(await folderOf(other), 'a.pdf'), pdf('a'));
      watching(world.started());
      await passUntil(async () => (await letters(other)) === 1);
      await world.time.advance(300_000);
      assert.deepEqual(await filesIn(elsewhere), ['a.pdf']);
      assert.deepEqual(world.log.events('hot-folder.not-looked'), [{ account: linked, code: 'ENOTDIR' }]);
    });

    it('is never told with a file name', async () => {
      const account = await world.account();
      await writeFile(join(await folderOf(account), 'Kündigung Müller.pdf'), 'no scan');
      world.reader.script = async () => {
        throw new ScanError('damaged', 'Kündigung Müller.pdf is damaged');
      };
      watching(world.started());
      await passUntil(() => world.log.events('hot-folder.rejected').length === 1);
      assert.doesNotMatch(JSON.stringify(world.log.lines), /ndigung|ller/);
    });
  });

  it('is told of files by the operating system', async () => {
    await mkdir(join(root, '1'), { recursive: true });
    const told = { hint: false };
    const watcher = watchFolder(
      root,
      () => (told.hint = true),
      (error) => assert.fail(String(error)),
    );
    try {
      // A watcher is ready some time after it was made; until then it may miss a file.
      for (let i = 0; !told.hint; i++) await writeFile(join(root, '1', `${i % 100}.pdf`), String(i));
    } finally {
      await watcher.close();
    }
  });
});
