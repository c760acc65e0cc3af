/**
 * Other people's mail programs forward a letter by a real server: it is known again by its octets, held, released, and
 * arrives whole. Its signatures are verified by dkimpy, a verifier that shares nothing with the signer.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { projectPath } from '../../src/lib/project-path.js';
import { RunningServer, type Endpoints } from '../support/running-server.js';
import { eventually } from '../support/eventually.js';
import { Customer, type Letter } from '../support/forwarding/customer.js';
import { OutsideWorld, recipientDomain, senderDomain } from '../support/forwarding/outside-world.js';
import { temporaryFolder } from '../support/temp-folder.js';
import { needs, runProgram } from './support.js';

interface Mail {
  readonly to: string;
  readonly subject: string;
  /** The letter's PDF. */
  readonly file: string;
}

/** How a program is made to send it. */
type Send = (mail: Mail) => Promise<unknown>;

describe('forwarding and other clients', function () {
  this.timeout(180_000);
  const folder = temporaryFolder();
  let world: OutsideWorld;
  let server: RunningServer;
  let endpoints: Endpoints;
  let records: readonly { readonly name: string; readonly value: string }[];
  let customer: Customer;
  let letter: Letter;
  before(async () => {
    world = await OutsideWorld.open();
    server = new RunningServer({ ...world.env, UNPAPERME_DKIM_SELECTORS: 'test' });
    const made = await server.run('dkim', 'make', '--domain', senderDomain, '--selector', 'test', '--json');
    records = JSON.parse(made) as typeof records;
    world.publish(records);
    endpoints = await server.start();
    customer = await Customer.add(server, `erika@${senderDomain}`);
    letter = await customer.receiveLetter();
  });
  after(async () => {
    await server.remove();
    await world.close();
  });

  const write = (name: string, text: string): string => {
    const file = join(folder(), name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  const run = (program: string, args: readonly string[], options: Parameters<typeof runProgram>[3] = {}) =>
    runProgram(folder(), program, args, options);
  const login = () => encodeURIComponent(customer.user);

  const mutt =
    (program: string): Send =>
    async ({ to, subject, file }) => {
      const settings = [
        `set smtp_url="smtps://${login()}@localhost:${endpoints.smtps.port}"`,
        `set smtp_pass="${customer.password}"`,
        `set certificate_file="${endpoints.ca}"`,
        `set from="${customer.address}"`,
        'set copy=no',
      ];
      const rc = write(`${program}rc`, settings.join('\n'));
      await run(program, ['-F', rc, '-s', subject, '-a', file, '--', to], { input: 'Anbei der Brief.\n' });
    };

  const programs: Readonly<Record<string, Send>> = {
    mutt: mutt('mutt'),
    neomutt: mutt('neomutt'),
    's-nail': async ({ to, subject, file }) => {
      const password = encodeURIComponent(customer.password);
      const settings = [
        'set v15-compat',
        `set mta=smtps://${login()}:${password}@localhost:${endpoints.smtps.port}`,
        'set smtp-config=-all,plain',
        `set tls-ca-file=${endpoints.ca} tls-ca-no-defaults tls-verify=strict`,
        `set from=${customer.address}`,
        'set sendwait nosave',
      ];
      const rc = write('mailrc', `${settings.join('\n')}\n`);
      await run('s-nail', ['-s', subject, '-a', file, to], {
        env: { MAILRC: rc, NAIL_NO_SYSTEM_RC: '1' },
        input: 'Anbei.\n',
      });
    },
    swaks: async ({ to, subject, file }) => {
      const address = ['--server', 'localhost', '--port', String(endpoints.smtps.port), '--tls-on-connect'];
      const auth = ['--auth', 'PLAIN', '--auth-user', customer.user, '--auth-password', customer.password];
      const header = ['--header', `Subject: ${subject}`, '--attach-type', 'application/pdf', '--attach', `@${file}`];
      await run('swaks', [...address, ...auth, '--from', customer.address, '--to', to, ...header]);
    },
    curl: async ({ to, subject, file }) => {
      const composed = await new MailComposer({
        ...{ from: customer.address, to, subject, text: 'Anbei der Brief.' },
        attachments: [{ path: file }],
      })
        .compile()
        .build();
      const message = write('message.eml', composed.toString('latin1'));
      const tls = ['--cacert', endpoints.ca, '--ssl-reqd', '--user', `${customer.user}:${customer.password}`];
      const mail = ['--mail-from', customer.address, '--mail-rcpt', to, '--upload-file', message];
      await run('curl', ['-sS', `smtps://localhost:${endpoints.smtps.port}`, ...tls, ...mail]);
    },
    python3: async ({ to, subject, file }) => {
      const script = projectPath('test/interop/programs/smtplib_client.py');
      const env = {
        ...{ SMTP_PORT: String(endpoints.smtps.port), SMTP_CA: endpoints.ca },
        ...{ SMTP_USER: customer.user, SMTP_PASSWORD: customer.password },
      };
      await run('python3', [script, customer.address, to, subject, file], { env });
    },
  };

  for (const [program, send] of Object.entries(programs)) {
    it(`${program} forwards a letter`, async function () {
      needs(this, program, 'python3', 'dkimverify'); // the last comes with dkimpy
      const to = `${program}@${recipientDomain}`;
      const subject = `Weitergeleitet mit ${program}`;
      const file = join(folder(), 'Brief.pdf');
      writeFileSync(file, letter.pdf.octets);
      await send({ to, subject, file });

      await customer.expect('INBOX', new RegExp(`^Bitte entscheiden.*${subject}`));
      assert.deepEqual(world.sentTo(to), []);
      await customer.move('Postausgang', 'Postausgang/Freigeben');
      const transaction = await eventually(`mail for ${to}`, () => world.sentTo(to)[0]);
      const { attachments } = await simpleParser(transaction.message);
      assert.ok(attachments.some(({ content }) => content.equals(letter.pdf.octets)));
      await customer.expect('Gesendet', new RegExp(subject));
      await customer.expectEmpty('Postausgang');
      assert.equal(world.sentTo(to).length, 1);
      assert.equal((await customer.expect('Gesendet', new RegExp(subject))).length, 1);
      assert.ok((await customer.disclosures()).some(({ recipient }) => recipient === to));

      const script = projectPath('test/interop/programs/dkim_verify.py');
      const env = { DKIM_RECORDS: JSON.stringify(Object.fromEntries(records.map(({ name, value }) => [name, value]))) };
      const verified = JSON.parse(await run('python3', [script], { env, input: transaction.message })) as object[];
      assert.deepEqual(
        verified.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))),
        [
          { algorithm: 'ed25519-sha256', domain: senderDomain, holds: true },
          { algorithm: 'rsa-sha256', domain: senderDomain, holds: true },
        ],
      );
    });
  }
});
