/** The child process by itself, as the signals of a terminal, a service manager and a killed server find it. */
import assert from 'node:assert/strict';
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { defaultReaderLimits } from '../../../src/adapters/reader/limits.js';
import type { FromChild, ToChild } from '../../../src/adapters/reader/messages.js';
import { projectPath } from '../../../src/lib/project-path.js';

const entry = projectPath('dist/src/adapters/reader/reader-child.js');
const job = (name: string): ToChild => ({
  kind: 'read',
  limits: defaultReaderLimits,
  earlier: [],
  skip: { preview: false, layer: false },
  scan: readFileSync(projectPath(`test/fixtures/scans/edge/${name}`)),
});

describe('a reading child', function () {
  this.timeout(60_000);

  const said = async (child: ChildProcess, kind: FromChild['kind']): Promise<FromChild> => {
    for (;;) {
      const [message] = (await Promise.race([
        once(child, 'message'),
        once(child, 'exit').then(([code, signal]) => assert.fail(`ended: ${String(code ?? signal)}`)),
      ])) as [FromChild];
      if (message.kind === kind) return message;
    }
  };

  it('goes on with its scan when the whole process group is told to end', async () => {
    const child = fork(entry, [], { serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    try {
      await said(child, 'ready');
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) child.kill(signal);
      child.send(job('born-digital.pdf'));
      await said(child, 'done');
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('ends with its parent, however that ended, in the middle of work that leaves it no time to listen', async () => {
    // A parent that sends the job, says whom to, and waits to be killed.
    const script = `
      import { fork } from 'node:child_process';
      import { readFileSync } from 'node:fs';
      const [entry, scan, limits] = process.argv.slice(1);
      const stdio = ['ignore', 'ignore', 'ignore', 'ipc'];
      const child = fork(entry, [], { serialization: 'advanced', stdio, execArgv: [] });
      child.on('message', ({ kind }) => {
        if (kind === 'ready') {
          const skip = { preview: false, layer: false };
          child.send({ kind: 'read', limits: JSON.parse(limits), earlier: [], skip, scan: readFileSync(scan) });
        }
        if (kind === 'opened') console.log(child.pid);
      });`;
    const scan = projectPath('test/fixtures/scans/edge/flate-bomb-16000x16000-rgb.pdf');
    const args = ['--input-type=module', '--eval', script, entry, scan, JSON.stringify(defaultReaderLimits)];
    const parent = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    parent.kill('SIGKILL');
    const alive = () => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    // Decoding the picture alone keeps its main thread for several seconds.
    const until = Date.now() + 2500;
    while (alive() && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
    const survived = alive();
    if (survived) process.kill(pid, 'SIGKILL');
    assert.equal(survived, false);
  });
});
