/**
 * Numbers for Prometheus: events of the log as they are counted, sizes as they are at the time of asking, and the process.
 * No label has a value that a customer or a peer could choose.
 */
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { Log, LogFields } from '../../mail/log.js';
import { countedEvents, type CountedEvent } from './counted-events.js';

export interface Metrics {
  /** Writes to the log given, and counts. */
  readonly log: Log;
  /** A number to be read whenever somebody asks. @param read none when it throws */
  gauge(
    name: string,
    help: string,
    labels: Readonly<Record<string, string>>,
    read: () => number | Promise<number>,
  ): void;
  /** In the text format of Prometheus. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** Of one label; further values count as `other`. */
const maxLabelValues = 100;
const word = /^[A-Za-z][A-Za-z -]{0,30}$/;

export function createMetrics(to: Log): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'unpaperme_' });
  const counters = new Map<string, Counter>();
  const values = new Map<string, Set<string>>();
  const gauges = new Map<string, { readonly gauge: Gauge; readonly reads: Read[] }>();

  // All from the start, at zero where there are no labels: what never happened is told from what is not counted.
  for (const { metric, help, labels, by = [] } of Object.values(countedEvents)) {
    if (counters.has(metric)) continue;
    const labelNames = [...Object.keys(labels ?? {}), ...by];
    counters.set(metric, new Counter({ name: `unpaperme_${metric}_total`, help, labelNames, registers: [registry] }));
  }

  function labelValue(label: string, value: unknown): string {
    const known = values.get(label) ?? new Set();
    values.set(label, known);
    if (typeof value !== 'string' || !word.test(value)) return 'other';
    if (!known.has(value) && known.size >= maxLabelValues) return 'other';
    known.add(value);
    return value;
  }

  function count({ metric, labels, by = [] }: CountedEvent, fields: LogFields): void {
    const chosen = by.map((name): [string, string] => [name, labelValue(name, fields[name])]);
    counters.get(metric)!.inc({ ...labels, ...Object.fromEntries(chosen) });
  }

  const counting =
    (level: keyof Log) =>
    (event: string, fields?: LogFields): void => {
      to[level](event, fields);
      const counted = countedEvents[event];
      if (counted) count(counted, fields ?? {});
    };

  return {
    log: { debug: counting('debug'), info: counting('info'), warn: counting('warn'), error: counting('error') },
    gauge(name, help, labels, read) {
      const reads = gauges.get(name)?.reads ?? [];
      reads.push({ labels, read });
      if (gauges.has(name)) return;
      const gauge = new Gauge({
        name: `unpaperme_${name}`,
        help,
        labelNames: Object.keys(labels),
        registers: [registry],
        async collect() {
          this.reset();
          for (const each of reads) this.set(each.labels, await each.read());
        },
      });
      gauges.set(name, { gauge, reads });
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

interface Read {
  readonly labels: Readonly<Record<string, string>>;
  readonly read: () => number | Promise<number>;
}
