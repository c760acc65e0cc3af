/**
 * nodemailer's SMTP client, and all that we know of its insides (10.6.0; a test notices when they change).
 *
 * It sends the same DSN parameters for every recipient, and SMTPUTF8 only for addresses that need it (not for header
 * fields, RFC 6531 §3.4), so parameters are put on where it writes its commands.
 */
import SMTPConnection from 'nodemailer/lib/smtp-connection';

interface Insides {
  readonly _ehloLines?: readonly string[];
  _sendCommand(this: SMTPConnection, command: string, forLog?: string): void;
}

export interface CommandParameters {
  readonly mail: readonly string[];
  /** By address. */
  readonly recipients: ReadonlyMap<string, readonly string[]>;
}

const insides = SMTPConnection.prototype as unknown as Insides;

export class ParameterisedConnection extends SMTPConnection {
  /** For the next transaction. */
  parameters: CommandParameters = { mail: [], recipients: new Map() };
  /** Verb of the latest command. */
  verb = '';

  /** EHLO keywords with their arguments, in upper case; none after HELO. */
  extensions(): ReadonlyMap<string, string> {
    const lines = (this as unknown as Insides)._ehloLines ?? [];
    return new Map(lines.map((line) => [line.split(' ', 1)[0]!.toUpperCase(), line.split(' ').slice(1).join(' ')]));
  }

  _sendCommand(command: string, forLog?: string): void {
    this.verb = command.split(' ', 1)[0]!;
    insides._sendCommand.call(this, this.#withParameters(command), forLog);
  }

  #withParameters(command: string): string {
    const recipient = /^RCPT TO:<(.*)>$/.exec(command)?.[1];
    const more = command.startsWith('MAIL FROM:')
      ? this.parameters.mail
      : this.parameters.recipients.get(recipient ?? '');
    const words = command.split(' ');
    return [command, ...(more ?? []).filter((parameter) => !words.includes(parameter))].join(' ');
  }
}
