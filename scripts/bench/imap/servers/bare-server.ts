/**
 * The ceiling: a bare Node server that answers some commands from prepared buffers. It neither parses nor stores. What
 * it reaches is what this client, this Node and this machine can do at most. Runs as a forked child, see bare-node.ts.
 */
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { once } from 'node:events';
import { letter } from '../mail/letters.js';

export interface BareShape {
  readonly messages: number;
  readonly pdfMessages: number;
  readonly pdfOctets: number;
  readonly certificate: string;
  readonly key: string;
}

const shape = JSON.parse(process.argv[2]!) as BareShape;
const LF = 0x0a;

const sample = letter(0, { seed: 1, textOctets: 3000, pdfOctets: 2048 }).octets;
const head = sample.subarray(0, sample.indexOf('\r\n\r\n') + 4).toString('latin1');
const person = '(("Stadtwerke Musterstadt GmbH" NIL "sachbearbeitung-brabrabra" "stadtwerke-musterstadt.example"))';
const envelope =
  `ENVELOPE ("Mon, 20 May 2024 05:15:19 +0000" "=?utf-8?B?U3RyYcOfZW5yZWluaWd1bmdzc2F0enVuZw==?=" ${person} ${person} ` +
  `${person} (("Friedrich Koch" NIL "archiv9" "haushalt.example")) NIL NIL NIL "<scan.1.4001@haushalt.example>")`;
const structure =
  'BODYSTRUCTURE (("text" "plain" ("charset" "utf-8") NIL NIL "quoted-printable" 3100 70 NIL NIL NIL NIL)' +
  '("application" "pdf" ("name" "Scan_20240520_4001.pdf") NIL NIL "base64" 2804 NIL ("attachment" ("filename" ' +
  '"Scan_20240520_4001.pdf")) NIL NIL) "mixed" ("boundary" "=_scan_1_4001") NIL NIL NIL)';
const dates = 'FLAGS (\\Seen) INTERNALDATE "20-May-2024 05:15:19 +0000" RFC822.SIZE 7259';
const body = letter(0, { seed: 2, textOctets: 3000, pdfOctets: shape.pdfOctets }).octets;
const capabilities = 'IMAP4rev1 AUTH=PLAIN SASL-IR LITERAL+';

/** The prepared answers; the first pattern that matches a command has it. */
const answers: readonly (readonly [RegExp, Buffer])[] = [
  [/FLAGS INTERNALDATE/, fetches(shape.messages, `${dates} ${envelope} ${structure}`)],
  [
    /HEADER\.FIELDS/,
    fetches(shape.messages, `FLAGS (\\Seen) RFC822.SIZE 7259 BODY[HEADER.FIELDS (DATE)] {${head.length}}\r\n${head}`),
  ],
  [/\(UID RFC822\.SIZE\)/, fetches(shape.pdfMessages, 'RFC822.SIZE 688427')],
  [/BODY\.PEEK\[2\]</, literalFetch('BODY[2]<0>', Buffer.alloc(65_536, 'A'))],
  [/BODY\.PEEK\[\]/, literalFetch('BODY[]', body)],
  [/\(FLAGS\)/, fetches(shape.messages, 'FLAGS (\\Seen)')],
  [/^SELECT .*Pdf/, Buffer.from(`* ${shape.pdfMessages} EXISTS\r\n`)],
  [/^SELECT/, Buffer.from(`* ${shape.messages} EXISTS\r\n`)],
  [/^CAPABILITY/, Buffer.from(`* CAPABILITY ${capabilities}\r\n`)],
  [/^LOGOUT/, Buffer.from('* BYE\r\n')],
];

function fetches(count: number, items: string): Buffer {
  const lines = Array.from({ length: count }, (_, index) => `* ${index + 1} FETCH (UID ${index + 1} ${items})\r\n`);
  return Buffer.from(lines.join(''), 'latin1');
}

function literalFetch(item: string, octets: Buffer): Buffer {
  const start = Buffer.from(`* 1 FETCH (UID 1 ${item} {${octets.length}}\r\n`);
  return Buffer.concat([start, octets, Buffer.from(')\r\n')]);
}

function serve(socket: Socket): void {
  let rest: Buffer = Buffer.alloc(0);
  socket.setNoDelay(true);
  socket.on('error', () => {});
  socket.write(`* OK [CAPABILITY ${capabilities}] ready\r\n`);
  socket.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(LF); end >= 0; end = rest.indexOf(LF)) {
      const line = rest.toString('latin1', 0, end);
      rest = rest.subarray(end + 1);
      const space = line.indexOf(' ');
      const command = line.slice(space + 1);
      const answer = answers.find(([pattern]) => pattern.test(command))?.[1];
      socket.cork();
      if (answer) socket.write(answer);
      socket.write(`${line.slice(0, space)} OK done\r\n`);
      socket.uncork();
      if (command.startsWith('LOGOUT')) socket.end();
    }
  });
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const identity = { cert: readFileSync(shape.certificate), key: readFileSync(shape.key) };
process.on('disconnect', () => process.exit());
process.send!({ plain: await listening(createServer(serve)), tls: await listening(createTlsServer(identity, serve)) });
