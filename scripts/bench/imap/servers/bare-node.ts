/** Starts the bare Node server (bare-server.ts) as a process of its own. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Target } from '../target.js';
import type { BareShape } from './bare-server.js';

export interface BareNode {
  readonly target: Target;
  stop(): void;
}

export async function startBareNode(shape: BareShape): Promise<BareNode> {
  const child = fork(fileURLToPath(new URL('./bare-server.js', import.meta.url)), [JSON.stringify(shape)]);
  const ports = await new Promise<{ plain: number; tls: number }>((resolve, reject) => {
    child.once('message', (message) => resolve(message as { plain: number; tls: number }));
    child.once('exit', (code) => reject(new Error(`the bare Node server ended with ${code}`)));
  });
  const target = new Target({
    side: 'bare',
    login: { user: 'bench', password: 'bench' },
    endpoints: {
      plain: { host: '127.0.0.1', port: ports.plain, tls: false },
      tls: { host: '127.0.0.1', port: ports.tls, tls: true },
    },
    pid: () => child.pid ?? 0,
  });
  return { target: await target.probe(), stop: () => child.disconnect() };
}
