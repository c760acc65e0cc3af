/** What is measured at the time of asking, and where it is told. Mail is served without it where its port cannot be had. */
import { type MetricsServer, openMetricsServer } from './adapters/metrics/metrics-server.js';
import type { Metrics } from './adapters/metrics/metrics.js';
import type { Context } from './cli/context.js';
import type { Config } from './config.js';
import type { Gateway } from './gateway.js';
import { whyNotListening } from './listening.js';

export interface MeasuredServers {
  readonly imap: { readonly sessions: number };
  readonly submission: { readonly sessions: number };
  readonly https: { readonly connections: number } | undefined;
}

/** @returns undefined when its port cannot be had: that was told */
export async function openMetrics(parts: {
  readonly config: Config;
  readonly gateway: Pick<Gateway, 'waiting'>;
  readonly metrics: Metrics;
  readonly servers: MeasuredServers;
  readonly output: Pick<Context, 'err'>;
}): Promise<MetricsServer | undefined> {
  const { config, metrics, output } = parts;
  measure(parts);
  try {
    return await openMetricsServer(config.metrics, metrics, metrics.log);
  } catch (error) {
    metrics.log.error('metrics.not-listening', { port: config.metrics.port, error: error as Error });
    output.err(`There are no metrics: ${whyNotListening('metrics', config.metrics.port, error)}\n`);
    return undefined;
  }
}

function measure({
  metrics,
  servers,
  gateway,
}: {
  readonly metrics: Metrics;
  readonly servers: MeasuredServers;
  readonly gateway: Pick<Gateway, 'waiting'>;
}): void {
  const { imap, submission, https } = servers;
  const connections = (service: string, read: () => number) =>
    metrics.gauge('connections_open', 'Connections open', { service }, read);
  connections('imap', () => imap.sessions);
  connections('smtp', () => submission.sessions);
  if (https) connections('https', () => https.connections);

  const { queue, jobs } = gateway.waiting;
  const messages = 'Messages in the outgoing queue';
  metrics.gauge('queue_messages', messages, { state: 'waiting' }, async () => {
    const { open, held } = await queue.sizes();
    return open - held;
  });
  metrics.gauge('queue_messages', messages, { state: 'held' }, async () => (await queue.sizes()).held);
  metrics.gauge('scans_waiting', 'Scans that wait to be read', {}, async () => {
    return (await jobs.waiting('intake')) + (await jobs.waiting('hot-folder'));
  });
}
