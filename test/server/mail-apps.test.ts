/** What mail apps are known to send, in their own spelling and order: every command is answered OK. */
import assert from 'node:assert/strict';
import { projectPath } from '../../src/lib/project-path.js';
import { RawImap } from '../support/raw-imap.js';
import { RunningServer, type Endpoints } from '../support/running-server.js';

const draft = 'From: a@b.example\r\nSubject: Entwurf\r\n\r\nHallo\r\n';

const apps: Readonly<Record<string, (user: string, password: string) => readonly string[]>> = {
  'iOS Mail': (user, password) => [
    'CAPABILITY',
    'ID ("name" "iPhone Mail" "version" "21F79" "os" "iOS" "os-version" "17.5.1 (21F90)")',
    `AUTHENTICATE PLAIN ${Buffer.from(`\0${user}\0${password}`).toString('base64')}`,
    'CAPABILITY',
    'NAMESPACE',
    'LIST "" ""',
    'LIST "" "*"',
    'LIST (SPECIAL-USE) "" "*"',
    'LIST (SUBSCRIBED) "" "*" RETURN (CHILDREN SPECIAL-USE)',
    'SELECT INBOX',
    'FETCH 1:1 (FLAGS UID)',
    'UID FETCH 1:* (INTERNALDATE UID RFC822.SIZE FLAGS BODY.PEEK[HEADER.FIELDS (date subject from to cc message-id ' +
      'in-reply-to references content-type x-priority x-uniform-type-identifier list-id list-unsubscribe)])',
    'UID FETCH 1 (BODYSTRUCTURE BODY.PEEK[HEADER])',
    'UID FETCH 1 BODY.PEEK[1.1.1]<0.4096>',
    'UID FETCH 1 BODY.PEEK[1.2.MIME]',
    'UID FETCH 1 BODY.PEEK[2]<0.65536>',
    'UID STORE 1 +FLAGS.SILENT (\\Seen)',
    'STATUS Gesendet (MESSAGES UIDNEXT UIDVALIDITY UNSEEN)',
    'UID SEARCH RETURN (ALL) UNDELETED SINCE 1-Jan-2024',
    'UID COPY 1 Papierkorb',
    'UID STORE 1 +FLAGS (\\Deleted)',
    'UID EXPUNGE 1',
    'CHECK',
    'CLOSE',
    'LOGOUT',
  ],
  Thunderbird: (user, password) => [
    `LOGIN "${user}" "${password}"`,
    'ID ("name" "Thunderbird" "version" "140.0")',
    'NAMESPACE',
    'LIST (SUBSCRIBED) "" "*" RETURN (SPECIAL-USE)',
    'LIST "" "INBOX"',
    'LIST "" "%" RETURN (SPECIAL-USE)',
    'SELECT "Papierkorb"',
    'UID FETCH 1:* (FLAGS)',
    'UID FETCH 1 (UID RFC822.SIZE FLAGS BODY.PEEK[HEADER.FIELDS (From To Cc Bcc Subject Date Message-ID Priority ' +
      'X-Priority References Newsgroups In-Reply-To Content-Type Reply-To)])',
    'UID FETCH 1 (UID RFC822.SIZE BODY[])',
    'UID STORE 1 +FLAGS ($label1 NonJunk)',
    'UID SEARCH UNDELETED (OR SUBJECT "Wasser" BODY "Wasser")',
    `APPEND "Entw&APw-rfe" (\\Seen \\Draft) {${draft.length}+}\r\n${draft}`,
    'CREATE "Steuer"',
    'SUBSCRIBE "Steuer"',
    'UID MOVE 1 "Steuer"',
    'EXPUNGE',
    'IDLE\r\nDONE',
    'UNSELECT',
    'LOGOUT',
  ],
  'Outlook, Gmail app, Samsung Mail': (user, password) => [
    'CAPABILITY',
    `LOGIN "${user}" "${password}"`,
    'LSUB "" "*"',
    'LIST "" "" RETURN (SPECIAL-USE)',
    'SELECT "Steuer"',
    'UID FETCH 1:1 (UID FLAGS ENVELOPE INTERNALDATE RFC822.SIZE BODYSTRUCTURE)',
    'FETCH 1 (UID FLAGS RFC822.SIZE BODY.PEEK[HEADER.FIELDS (DATE SUBJECT FROM CONTENT-TYPE TO CC MESSAGE-ID)])',
    'UID FETCH 1 (BODY.PEEK[1.1.2]<0.512>)',
    'UID FETCH 1 (UID BODY.PEEK[TEXT])',
    'SEARCH UID 1:*',
    'SEARCH CHARSET UTF-8 TEXT {13+}\r\nWasserz\u00c3\u00a4hler',
    'UID SEARCH HEADER Message-ID "<x@y.example>"',
    'EXAMINE INBOX',
    'STATUS "Steuer" (MESSAGES RECENT UNSEEN UIDNEXT)',
    'RENAME Steuer Finanzen',
    'DELETE Finanzen',
    'LOGOUT',
  ],
};

describe('mail apps', function () {
  this.timeout(60_000);
  const server = new RunningServer();
  let endpoints: Endpoints;
  let account: { account: number; user: string; password: string };
  before(async () => {
    endpoints = await server.start();
    account = await server.addAccount('Erika Sonnleitner');
    const scan = projectPath('test/fixtures/scans/edge/born-digital.pdf');
    await server.run('intake', '--account', String(account.account), scan);
  });
  after(() => server.remove());

  // In order: each finds what the one before left, as on the phone and the computer of one customer.
  it(`${Object.keys(apps).join('; ')}: each command they send is done`, async () => {
    for (const [app, commands] of Object.entries(apps)) {
      const session = await RawImap.open(endpoints);
      for (const command of commands(account.user, account.password)) {
        await session.command(command).catch((error: unknown) => {
          assert.fail(`${app}: ${command.replace(account.password, '…')}: ${String(error)}`);
        });
      }
      session.close();
    }
  });

  it('a program that moves a whole mailbox here in APPENDs of 250 messages is done well by', async () => {
    const session = await RawImap.login(endpoints, account.user, account.password);
    const message = `Subject: x\r\n\r\n${'Text des Briefs\r\n'.repeat(200)}`;
    const appended = await session.command(
      `APPEND Archiv ${` (\\Seen) {${message.length}+}\r\n${message}`.repeat(250).trimStart()}`,
    );
    assert.match(appended, /APPENDUID \d+ 1:250\]/);
    session.close();
  });
});
