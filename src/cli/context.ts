/** What every command is handed: where to write, the configuration, and the admin's calls. */
import type { Config } from '../config.js';
import type { Admin } from '../mail/admin.js';
import type { DkimKeys } from '../mail/dkim-keys.js';
import type { DnsRecord } from '../mail/dns-records.js';
import type { Encryption } from '../mail/encryption.js';
import type { LetterOffice } from './rotation/letters.js';
import type { DoctorFinding } from '../mail/doctor-finding.js';

export interface Context {
  /** Answers, one line each. */
  out(line: string): void;
  /** Progress and words for people; never a part of an answer. */
  err(text: string): void;
  readonly errIsTerminal: boolean;
  /** A line typed by the admin, undefined when nobody can be asked. */
  ask(question: string): Promise<string | undefined>;
  /** @throws ConfigError */
  config(): Config;
  /**
   * Connects to the running server, or else opens the data folder for the time of `use`.
   * @param options `createsData`: make the data folder when there is none; otherwise that is an error
   */
  withAdmin<T>(use: (admin: Admin) => Promise<T>, options?: { createsData?: boolean }): Promise<T>;
  /** The signing keys of outgoing mail. */
  dkimKeys(): DkimKeys;
  /** The DNS records that this configuration wants. */
  dnsRecords(): Promise<readonly DnsRecord[]>;
  /** Looks at machine, listeners and DNS; findings as they come. */
  doctor(): AsyncIterable<DoctorFinding>;
  /** What password letters are printed with. @throws RangeError with words: no server runs, and its ports are not known */
  letterOffice(): Promise<LetterOffice>;
  /** @param key octets of an OpenPGP public key @throws RangeError with words: it cannot be used */
  encryption(key: Buffer): Promise<Encryption>;
  /** Runs the server until it is told to end. */
  serve(): Promise<void>;
  /** Aborted when the admin interrupts the command. */
  readonly signal: AbortSignal;
  setExitCode(code: number): void;
}
