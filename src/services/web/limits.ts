/** How much anybody may ask of the web server. */

export interface WebLimits {
  readonly connections: number;
  /** From one address; loopback has no such limit, since behind a proxy everybody comes from there. */
  readonly connectionsPerAddress: number;
  readonly handshakeMs: number;
  /** Request line and headers: octets, and ms until they are there. */
  readonly headerOctets: number;
  readonly headersMs: number;
  /** Of a whole request. */
  readonly requestMs: number;
  readonly keepAliveMs: number;
  readonly requestsPerConnection: number;
  readonly bodyOctets: number;
  /** From one IPv4 address or IPv6 /64; loopback has no such limit. */
  readonly requestsPerMinute: number;
  /** PINs tried from there: a link of its own counts five. */
  readonly pinsPerHour: number;
  /** Open setups in memory, and for how long. */
  readonly tickets: number;
  readonly ticketMs: number;
  /** Passwords made by one setup, for each kind of device. */
  readonly devicesPerKind: number;
  /** How long requests may still take when the server ends. */
  readonly closeMs: number;
}

export const defaultWebLimits: WebLimits = {
  connections: 2_000,
  connectionsPerAddress: 60,
  handshakeMs: 10_000,
  headerOctets: 8_192,
  headersMs: 10_000,
  requestMs: 20_000,
  keepAliveMs: 5_000,
  requestsPerConnection: 100,
  bodyOctets: 10_240,
  requestsPerMinute: 240,
  pinsPerHour: 30,
  tickets: 10_000,
  ticketMs: 30 * 60_000,
  devicesPerKind: 5,
  closeMs: 1_500,
};
