/** Processor time and memory of a server's process tree, from Linux's /proc. */
import { readFileSync, readdirSync } from 'node:fs';

/** USER_HZ is 100 on every Linux that Node runs on. */
const tickMs = 10;

/** The fields of /proc/PID/stat after the command's name; undefined when the process is gone. */
function stat(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** A process and all its descendants. */
function tree(root: number): Map<number, string[]> {
  const stats = new Map<number, string[]>();
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    const fields = Number.isInteger(pid) ? stat(pid) : undefined;
    if (!fields) continue;
    stats.set(pid, fields);
    const parent = Number(fields[1]);
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const found = new Map<number, string[]>();
  const queue = [root];
  for (const pid of queue) {
    const fields = stats.get(pid);
    if (!fields) continue;
    found.set(pid, fields);
    for (const child of children.get(pid) ?? []) queue.push(child);
  }
  return found;
}

/** Time used so far, in ms; that of ended children too, which the kernel adds to the parent that waited for them. */
export function treeCpuMs(root: number): number {
  let ticks = 0;
  // utime, stime, cutime, cstime
  for (const fields of tree(root).values())
    ticks += [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field]), 0);
  return ticks * tickMs;
}

export interface TreeMemory {
  readonly processes: number;
  /** Shared pages divided among their users: what the tree costs. KiB. */
  readonly pssKiB: number;
}

export function treeMemory(root: number): TreeMemory {
  let [processes, pssKiB] = [0, 0];
  for (const pid of tree(root).keys()) {
    try {
      const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
      pssKiB += Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0);
      processes += 1;
    } catch {
      // Ended meanwhile.
    }
  }
  return { processes, pssKiB };
}

/** Time used by everything on the machine since its start, in ms. */
export function machineCpuMs(): number {
  const fields = readFileSync('/proc/stat', 'latin1').split('\n', 1)[0]!.trim().split(/\s+/).map(Number);
  const [, user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = fields;
  return (user + nice + system + irq + softirq + steal) * tickMs;
}

/** Files that this process, and those it starts, may have open. */
export function openFilesLimit(): number {
  return Number(/^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1] ?? 0);
}
