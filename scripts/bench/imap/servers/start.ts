/** Starts what the chosen scenarios need, fills it with the same mail, and ends it again whatever happens. */
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { big, indexed, mailboxPlans } from '../mail/mailboxes.js';
import type { Bench, Scenario } from '../scenario.js';
import { seed } from '../seed.js';
import type { Side, Target } from '../target.js';
import { startBareNode } from './bare-node.js';
import { Dovecot, dovecotObstacle, dovecotWarnings, xapianObstacle } from './dovecot.js';
import { makeCertificate } from './files.js';
import { OurServer } from './our-server.js';

export interface Started {
  readonly targets: ReadonlyMap<Side, Target>;
  /** Who is not measured, and why. */
  readonly absent: readonly string[];
}

/** A folder for the run, on the disk whose durability is measured. */
export async function runFolder(wanted: string | undefined): Promise<string> {
  if (wanted) await mkdir(resolve(wanted), { recursive: true });
  const folder = await mkdtemp(join(wanted ? resolve(wanted) : tmpdir(), 'unpaperme-bench-'));
  // Dovecot's processes run as other users.
  await chmod(folder, 0o755);
  return folder;
}

export interface StartOptions {
  readonly scenarios: readonly Scenario[];
  readonly bench: Bench;
  /** False: ours alone. */
  readonly dovecot: boolean;
  readonly profiles: string | undefined;
  /** Called with what ends each server, as soon as it exists. */
  readonly onStarted: (stop: () => Promise<void>) => void;
}

export async function startServers({ scenarios, bench, dovecot, profiles, onStarted }: StartOptions): Promise<Started> {
  const { settings, progress } = bench;
  const { folder } = settings;
  const wants = (side: Side): boolean => scenarios.some(({ sides }) => sides.includes(side));
  const targets = new Map<Side, Target>();
  const absent: string[] = [];
  onStarted(() => rm(folder, { recursive: true, force: true }));
  const tls = await makeCertificate(join(folder, 'tls'));

  progress('starting our server');
  const server = await OurServer.create({ dataDir: join(folder, 'ours'), tls, profiles });
  onStarted(() => server.stop());
  await server.start();
  targets.set('ours', await server.target(await server.addAccount('bench')));

  const obstacle = dovecot ? dovecotObstacle() : 'not asked for';
  let reference: Dovecot | undefined;
  if (obstacle !== undefined) absent.push(`Dovecot is not measured, ours alone: ${obstacle}`);
  else if (wants('dovecot') || wants('xapian') || wants('hibernate')) {
    progress('starting Dovecot');
    reference = await Dovecot.create(join(folder, 'dovecot'), tls, { xapian: false });
    onStarted(async () => reference?.stop());
    await reference.start();
    absent.push(...dovecotWarnings(1000));
    targets.set('dovecot', await reference.target('dovecot', 'mdbox'));
    if (wants('hibernate')) targets.set('hibernate', await reference.target('hibernate', 'hibernate'));
  }

  const needed = new Set(scenarios.flatMap(({ mailboxes }) => mailboxes));
  const plans = mailboxPlans(settings).filter(({ name }) => needed.has(name));
  const same = [targets.get('ours'), targets.get('dovecot')].filter((target) => target !== undefined);
  await seed(same, plans, progress);
  const hibernating = targets.get('hibernate');
  // Of this one only the mailbox matters in which its connections idle.
  if (hibernating)
    await seed(
      [hibernating],
      plans.filter(({ name }) => name === big),
      progress,
    );

  if (reference && wants('xapian')) {
    const missing = xapianObstacle();
    if (missing !== undefined) absent.push(`Dovecot with Xapian is not measured: ${missing}`);
    else {
      progress('building the Xapian index');
      const withIndex = await Dovecot.create(join(folder, 'xapian'), tls, { xapian: true });
      onStarted(() => withIndex.stop());
      await withIndex.copyMail(reference);
      await withIndex.start();
      await withIndex.index(indexed);
      targets.set('xapian', await withIndex.target('xapian', 'mdbox'));
    }
  }
  if (wants('bare')) {
    const { messages, pdfMessages, pdfOctets } = settings;
    const bare = await startBareNode({ messages, pdfMessages, pdfOctets, ...tls });
    onStarted(async () => bare.stop());
    targets.set('bare', bare.target);
  }
  return { targets, absent };
}
