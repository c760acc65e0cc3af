/** A customer with a mail app: imapflow reads, nodemailer sends. */
import { readFileSync } from 'node:fs';
import { ImapFlow, type FetchMessageObject } from 'imapflow';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { projectPath } from '../../../src/lib/project-path.js';
import { eventually } from '../eventually.js';
import type { RunningServer } from '../running-server.js';

/** The letter of a bank, as a small PDF. */
export const scan = projectPath('test/fixtures/scans/edge/born-digital.pdf');

export interface SeenMessage {
  readonly uid: number;
  readonly subject: string;
  readonly messageId: string;
  readonly flags: readonly string[];
  readonly source: Buffer;
}

export interface Letter extends SeenMessage {
  readonly pdf: { readonly name: string; readonly octets: Buffer };
}

export class Customer {
  readonly server: RunningServer;
  readonly account: string;
  readonly address: string;
  readonly user: string;
  readonly password: string;

  private constructor(
    server: RunningServer,
    address: string,
    issued: { readonly account: number; readonly user: string; readonly password: string },
  ) {
    this.server = server;
    this.address = address;
    this.account = String(issued.account);
    this.user = issued.user;
    this.password = issued.password;
  }

  static async add(server: RunningServer, address: string): Promise<Customer> {
    return new Customer(server, address, await server.addAccount('Erika Sonnleitner', '--address', address));
  }

  /** A scan is taken in. @returns the letter in INBOX */
  async receiveLetter(): Promise<Letter> {
    const known = new Set((await this.messages('INBOX')).map(({ uid }) => uid));
    await this.server.run('intake', '--account', this.account, '--again', scan);
    return this.with(async (app) => {
      await app.mailboxOpen('INBOX');
      const uids = (await app.search({ all: true }, { uid: true })) || [];
      const uid = uids.find((each) => !known.has(each))!;
      const found = await app.fetchOne(
        String(uid),
        { envelope: true, source: true, bodyStructure: true },
        { uid: true },
      );
      const part = found && found.bodyStructure?.childNodes?.find(({ type }) => type === 'application/pdf')?.part;
      if (!found || !part) throw new Error('the letter, or its PDF, is not there');
      const { meta, content } = await app.download(String(uid), part, { uid: true });
      const octets = Buffer.concat((await content!.toArray()) as Buffer[]);
      return { ...seen(found), pdf: { name: meta!.filename!, octets } };
    });
  }

  /** As mail apps forward: the PDF attached, and a reference to the letter. @returns the server's answer to the dot */
  async forward({ pdf, subject, messageId }: Letter, to: string, options: SendMailOptions = {}): Promise<string> {
    return this.send({
      to,
      subject: `Fwd: ${subject}`,
      text: 'Anbei der Brief der Bank, mit Grüßen.',
      inReplyTo: messageId,
      references: [messageId],
      attachments: [{ filename: pdf.name, content: pdf.octets, contentType: 'application/pdf' }],
      ...options,
    });
  }

  /** @returns the server's answer to the dot; rejects with what was refused */
  async send(message: SendMailOptions): Promise<string> {
    const { smtps, ca } = this.server.endpoints()!;
    const transport = createTransport({
      host: '127.0.0.1',
      port: smtps.port,
      secure: true,
      tls: { ca: readFileSync(ca) },
      auth: { user: this.user, pass: this.password },
    });
    try {
      const { response } = await transport.sendMail({ from: `Erika Sonnleitner <${this.address}>`, ...message });
      return response;
    } finally {
      transport.close();
    }
  }

  async messages(mailbox: string): Promise<readonly SeenMessage[]> {
    return this.with(async (app) => {
      const { exists } = await app.mailboxOpen(mailbox);
      // By UID: those that go meanwhile are simply not there (RFC 9051 §6.4.9).
      const wanted = { uid: true, flags: true, envelope: true, source: true };
      return exists === 0 ? [] : (await app.fetchAll('1:*', wanted, { uid: true })).map(seen);
    });
  }

  /** Waits for a message. @returns those that are there then */
  async expect(mailbox: string, subject: RegExp, count = 1): Promise<readonly SeenMessage[]> {
    const matching = async () => (await this.messages(mailbox)).filter((each) => subject.test(each.subject));
    return eventually(
      `${count} message(s) with ${subject} in ${mailbox}`,
      async () => {
        const found = await matching();
        return found.length >= count ? found : undefined;
      },
      async () => (await this.messages(mailbox)).map((each) => each.subject),
    );
  }

  async expectEmpty(mailbox: string): Promise<void> {
    await eventually(
      `an empty ${mailbox}`,
      async () => ((await this.messages(mailbox)).length === 0 ? true : undefined),
      async () => (await this.messages(mailbox)).map(({ subject, flags }) => [subject, flags]),
    );
  }

  async move(from: string, to: string): Promise<void> {
    await this.with(async (app) => {
      await app.mailboxOpen(from);
      await app.messageMove('1:*', to);
    });
  }

  /** For good, as from the list of messages on a phone set up to delete. */
  async delete(mailbox: string): Promise<void> {
    await this.with(async (app) => {
      await app.mailboxOpen(mailbox);
      await app.messageDelete('1:*');
    });
  }

  async append(mailbox: string, message: Buffer | string): Promise<void> {
    await this.with((app) => app.append(mailbox, message, ['\\Seen']));
  }

  /** What was handed on, as the operator sees it. */
  async disclosures(): Promise<readonly Record<string, unknown>[]> {
    const printed = await this.server.run('account', 'disclosures', '--account', this.account, '--json');
    return JSON.parse(printed) as Record<string, unknown>[];
  }

  async with<T>(use: (app: ImapFlow) => Promise<T>): Promise<T> {
    const { imaps, ca } = this.server.endpoints()!;
    const app = new ImapFlow({
      host: '127.0.0.1',
      port: imaps.port,
      secure: true,
      auth: { user: this.user, pass: this.password },
      tls: { ca: readFileSync(ca) },
      logger: false,
    });
    await app.connect();
    try {
      return await use(app);
    } finally {
      app.close();
    }
  }
}

function seen({ uid, flags, envelope, source }: FetchMessageObject): SeenMessage {
  return {
    uid,
    subject: envelope?.subject ?? '',
    messageId: envelope?.messageId ?? '',
    flags: [...(flags ?? [])],
    source: source ?? Buffer.alloc(0),
  };
}
