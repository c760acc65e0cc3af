/**
 * The log as a port: a dotted event and fields. Letters are private: no content, subject, file name, password or
 * key goes in, and client addresses only as `anonymisedAddress` gives them.
 */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

export type LogFields = Readonly<Record<string, string | number | boolean | undefined | Error>>;

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
