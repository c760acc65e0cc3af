/** `GET /metrics`, in the clear: on an address of this host, for the program that collects. */
import { createServer, type ServerResponse } from 'node:http';
import { type Endpoint, listen } from '../../lib/listen.js';
import type { Log } from '../../mail/log.js';
import type { Metrics } from './metrics.js';

export interface MetricsServer {
  readonly at: Endpoint;
  close(): Promise<void>;
}

/** A collector asks with one connection. */
const connections = 20;

/** @throws the system's error when the port cannot be had */
export async function openMetricsServer(at: Endpoint, metrics: Metrics, log: Log): Promise<MetricsServer> {
  const server = createServer(
    { requestTimeout: 5_000, headersTimeout: 5_000, maxHeaderSize: 4_096 },
    (request, response) => {
      const asked = request.method === 'GET' && request.url === '/metrics';
      if (!asked) return answer(response, 404, 'text/plain', 'Not found\n');
      metrics.text().then(
        (text) => answer(response, 200, metrics.contentType, text),
        (error: unknown) => {
          log.error('metrics.failed', { error: error as Error });
          answer(response, 500, 'text/plain', 'Internal error\n');
        },
      );
    },
  );
  server.maxConnections = connections;
  const endpoint = await listen(server, at, (error) => log.error('metrics.listener', { error }));
  return {
    at: endpoint,
    async close() {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
    },
  };
}

function answer(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, { 'Content-Type': type, 'X-Content-Type-Options': 'nosniff' }).end(text);
}
