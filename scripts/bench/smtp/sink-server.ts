/**
 * Where relayed mail ends: an SMTP server that takes everything, keeps nothing and counts. No library, so that it costs
 * little of the machine. Runs as a forked child, see sink.ts: asked for its count, it tells it.
 */
import { createServer, type AddressInfo, type Socket } from 'node:net';

const end = Buffer.from('\r\n.\r\n');
let messages = 0;
let octets = 0;

function serve(socket: Socket): void {
  let rest: Buffer = Buffer.alloc(0);
  let inData = false;
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.write('220 sink.example ESMTP\r\n');
  socket.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let answer = '';
    for (;;) {
      if (inData) {
        const at = rest.indexOf(end);
        if (at < 0) {
          // Only what may be the beginning of the end is kept.
          octets += Math.max(0, rest.length - end.length);
          rest = rest.subarray(Math.max(0, rest.length - end.length));
          break;
        }
        octets += at;
        messages += 1;
        inData = false;
        rest = rest.subarray(at + end.length);
        answer += '250 2.0.0 OK\r\n';
        continue;
      }
      const at = rest.indexOf('\r\n');
      if (at < 0) break;
      const verb = rest.toString('latin1', 0, 4).toUpperCase();
      rest = rest.subarray(at + 2);
      if (verb === 'EHLO') answer += '250-sink.example\r\n250-PIPELINING\r\n250-SIZE\r\n250-8BITMIME\r\n250 DSN\r\n';
      else if (verb === 'DATA') {
        inData = true;
        answer += '354 Go on\r\n';
      } else if (verb === 'QUIT') {
        socket.end(`${answer}221 2.0.0 Bye\r\n`);
        return;
      } else answer += '250 2.0.0 OK\r\n';
    }
    if (answer !== '') socket.write(answer);
  });
}

const server = createServer(serve);
server.listen(0, '127.0.0.1', () => process.send!({ port: (server.address() as AddressInfo).port }));
process.on('message', () => process.send!({ messages, octets }));
process.on('disconnect', () => process.exit());
