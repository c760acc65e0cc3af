/** Plays a scenario: prepares each server, then lets them take turns; counts what each sample cost on both sides. */
import { machineCpuMs, treeCpuMs } from '../processes.js';
import type { Bench, Player, Sample, Scenario } from './scenario.js';
import type { Side, Target } from './target.js';

export interface TakenSample extends Sample {
  readonly wallMs: number;
  /** Processor time of the server's process tree, of this client, and of the whole machine. */
  readonly serverCpuMs: number;
  readonly clientCpuMs: number;
  readonly machineCpuMs: number;
}

export interface Run {
  readonly samples: TakenSample[];
  /** Why there are no samples, or no more of them. */
  error?: string;
  /** Left out for a reason that is no failure. */
  skipped?: string;
}

export type Runs = Map<Side, Run>;

export async function play(scenario: Scenario, targets: readonly Target[], bench: Bench): Promise<Runs> {
  const runs: Runs = new Map();
  const players = new Map<Target, Player>();
  const attempt = async (target: Target, action: () => Promise<void>): Promise<void> => {
    try {
      await action();
    } catch (error) {
      const player = players.get(target);
      players.delete(target);
      await player?.close().catch(() => {});
      runs.get(target.side)!.error = error instanceof Error ? error.message : String(error);
    }
  };
  for (const target of targets) {
    const missing = (scenario.needs ?? []).filter((name) => !target.capabilities.has(name));
    runs.set(target.side, {
      samples: [],
      ...(missing.length > 0 ? { skipped: `${missing.join(', ')} not offered` } : {}),
    });
    if (missing.length > 0) continue;
    await attempt(target, async () => {
      players.set(target, await scenario.prepare(target, bench));
      if (scenario.warmUp ?? true) await take(players.get(target)!, target);
    });
  }
  const rounds = Math.min(bench.settings.rounds, scenario.rounds ?? Infinity);
  for (let round = 0; round < rounds; round += 1) {
    for (const [target, player] of [...players]) {
      await attempt(target, async () => void runs.get(target.side)!.samples.push(await take(player, target)));
    }
  }
  for (const [target, player] of [...players]) await attempt(target, () => player.close());
  return runs;
}

async function take(player: Player, target: Target): Promise<TakenSample> {
  const serverBefore = treeCpuMs(target.pid);
  const machineBefore = machineCpuMs();
  const clientBefore = process.cpuUsage();
  const start = performance.now();
  const sample = await player.sample();
  const wallMs = performance.now() - start;
  const client = process.cpuUsage(clientBefore);
  const taken = {
    ...sample,
    wallMs,
    // A server that was restarted begins at nothing.
    serverCpuMs: Math.max(0, treeCpuMs(target.pid) - serverBefore),
    clientCpuMs: (client.user + client.system) / 1000,
    machineCpuMs: machineCpuMs() - machineBefore,
  };
  await player.afterSample?.();
  return taken;
}
