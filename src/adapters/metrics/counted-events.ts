/** Which events of the log are counted, and by what. Nothing of a customer is ever among it. */

export interface CountedEvent {
  /** Without `unpaperme_` and `_total`. */
  readonly metric: string;
  readonly help: string;
  /** Fixed labels. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Fields of the event that become labels: words of ours, of which there are few. */
  readonly by?: readonly string[];
}

const connections = 'Connections taken';
const refusedConnections = 'Connections refused: too many';
const granted = 'Logins granted';
const refused = 'Logins refused';

const service = (name: string) => ({ service: name });

export const countedEvents: Readonly<Record<string, CountedEvent>> = {
  'imap.connected': { metric: 'connections', help: connections, labels: service('imap') },
  'submission.connected': { metric: 'connections', help: connections, labels: service('smtp') },
  'web.connected': { metric: 'connections', help: connections, labels: service('https') },
  'imap.connection-refused': { metric: 'connections_refused', help: refusedConnections, labels: service('imap') },
  'submission.connection-refused': { metric: 'connections_refused', help: refusedConnections, labels: service('smtp') },
  'web.connection-refused': { metric: 'connections_refused', help: refusedConnections, labels: service('https') },
  'imap.login': { metric: 'logins', help: granted, labels: service('imap') },
  'submission.login': { metric: 'logins', help: granted, labels: service('smtp') },
  'imap.login-refused': { metric: 'logins_refused', help: refused, labels: service('imap'), by: ['reason'] },
  'submission.login-refused': { metric: 'logins_refused', help: refused, labels: service('smtp'), by: ['reason'] },
  'imap.command': { metric: 'imap_commands', help: 'IMAP commands answered', by: ['command', 'result'] },
  'submission.queued': { metric: 'messages_queued', help: 'Messages taken from customers to be sent' },
  'relay.delivery': { metric: 'deliveries', help: 'Outcomes of deliveries, by recipient', by: ['result'] },
  'intake.delivered': { metric: 'letters', help: 'Scans that became letters' },
  'intake.rejected': { metric: 'scans_rejected', help: 'Scans that became none', by: ['code'] },
  'password.rotated': { metric: 'passwords_issued', help: 'Passwords issued', labels: { kind: 'account' } },
  'password.issued': { metric: 'passwords_issued', help: 'Passwords issued', labels: { kind: 'device' } },
  'setup.opened': { metric: 'setups', help: 'One-time links opened' },
  'setup.wrong-pin': { metric: 'setup_pins_wrong', help: 'Wrong PINs at one-time links' },
};
