import assert from 'node:assert/strict';
import { simpleParser } from 'mailparser';
import { inbox } from '../../../src/mail/mailbox.js';
import {
  isPasswordNotice,
  passwordNotice,
  type PasswordNoticeSubject,
} from '../../../src/services/accounts/password-notice.js';
import { dayMs, Office } from './office.js';

describe('the message that a new password is on its way', () => {
  let office: Office;
  let erika: Awaited<ReturnType<Office['add']>>;
  beforeEach(async () => {
    office = await Office.open();
    erika = await office.add('erika');
  });
  const selection = { accounts: ['erika'] };

  /** As the relay's writer of notices has it composed. */
  async function written(subject: unknown, language: 'de' | 'en' = 'de') {
    assert.ok(isPasswordNotice(subject));
    const account = { ...(await office.opened.accounts.get(erika.account))!, language };
    const notice = await passwordNotice(
      subject,
      { account, address: 'erika@post.example' },
      {
        credentials: office.opened.credentials,
        clock: office.clock,
        service: { address: 'post@post.example', timeZone: 'Europe/Berlin' },
        settled: () => office.rotation.settled(),
      },
    );
    if (!notice) return undefined;
    assert.equal(notice.mailbox, inbox);
    const pieces = [];
    for await (const piece of notice.octets) pieces.push(piece);
    return simpleParser(Buffer.concat(pieces));
  }
  const jobs = async () => (await office.opened.jobs.list({ kind: 'notice' })).map(({ payload }) => payload);

  it('says until when the old one goes on, in either language, and never the password', async () => {
    const [fresh] = await office.renew(selection);
    const [subject] = await jobs();
    for (const [language, title, words] of [
      ['de', 'Sie bekommen ein neues Passwort', /längstens bis zum 23\. Januar 2027\. .* gilt es noch 7 Tage/],
      ['en', 'You are getting a new password', /until 23 January 2027 at the latest\. .* works for another 7 days/],
    ] as const) {
      const notice = (await written(subject, language))!;
      assert.equal(notice.subject, title);
      assert.match(notice.text!, words);
      assert.match(String(notice.html), words);
      assert.deepEqual(
        [notice.from?.value[0]?.address, notice.headers.get('auto-submitted')],
        ['post@post.example', 'auto-generated'],
      );
      for (const secret of [fresh!.password, erika.password]) assert.ok(!notice.text!.includes(secret));
    }
  });

  it('is the same octet for octet whenever it is composed', async () => {
    await office.renew(selection);
    const [subject] = await jobs();
    const first = await written(subject);
    office.clock.pass(dayMs);
    const second = await written(subject);
    assert.deepEqual([second!.messageId, second!.date], [first!.messageId, first!.date]);
    assert.equal(second!.text, first!.text);
  });

  it('is asked for before the commit, and is moot when that did not come', async () => {
    const run = await office.begin(selection);
    const prepare = { count: 1, setupLinks: false };
    const { batch } = await office.rotation.prepareRotation(run, prepare);
    const { rotations } = office.opened;
    const issue = rotations.issue.bind(rotations);
    rotations.issue = async () => {
      throw new Error('the process ends here');
    };
    await assert.rejects(office.rotation.commitRotation(run, batch));
    rotations.issue = issue;
    office.restart();
    const again = await office.rotation.prepareRotation(run, prepare);
    await office.rotation.commitRotation(run, again.batch);
    const subjects = await jobs();
    assert.equal(subjects.length, 2);
    assert.equal(await written(subjects[0]), undefined);
    assert.ok(await written(subjects[1]));
  });

  it('waits for a commit that is under way', async () => {
    const run = await office.begin(selection);
    const { batch } = await office.rotation.prepareRotation(run, { count: 1, setupLinks: false });
    const committing = office.rotation.commitRotation(run, batch);
    while ((await jobs()).length === 0);
    const [notice] = await Promise.all([jobs().then(([subject]) => written(subject)), committing]);
    assert.ok(notice);
  });

  it('is not written where nothing overlaps, or the old one has ended', async () => {
    await office.renew(selection, { reason: 'loss' });
    assert.deepEqual(await jobs(), []);
    await office.renew(selection);
    const [subject] = await jobs();
    office.clock.pass(61 * dayMs);
    assert.equal(await written(subject), undefined);
  });

  it('is about a subject of its own', () => {
    const subject: PasswordNoticeSubject = { kind: 'password', run: 1, credential: 2 };
    assert.ok(isPasswordNotice(subject));
    for (const other of [{ kind: 'log', day: '2026-11-24' }, {}, null, undefined]) assert.ok(!isPasswordNotice(other));
  });
});
