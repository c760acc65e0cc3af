/** Our own listeners, as a mail app meets them. */
import type { Clock } from '../../mail/clock.js';
import type { Probe, ProbeTarget } from '../../mail/probe.js';
import type { Check, Finding } from './run-checks.js';

const dayMs = 86_400_000;
/** Certificates are renewed about a month before their end: closer to it, something is wrong. */
const warnDays = 14;

export interface Listener extends ProbeTarget {
  /** As in the configuration: `imaps`. */
  readonly name: string;
  /** `wished`: some mail apps do without. */
  readonly need: 'required' | 'wished';
}

/** @param listeners undefined: no server runs */
export function checkListeners(listeners: readonly Listener[] | undefined, probe: Probe, clock: Clock): Check {
  return {
    title: 'Listeners',
    async *run(signal) {
      if (!listeners) {
        yield { subject: 'server', status: 'unknown', detail: 'No server runs on this data folder: start it first.' };
        return;
      }
      for (const listener of listeners) yield await look(listener, probe, clock, signal);
    },
  };
}

async function look(listener: Listener, probe: Probe, clock: Clock, signal: AbortSignal): Promise<Finding> {
  const subject = `${listener.name} ${listener.host}:${listener.port}`;
  try {
    const { greeting, tlsVersion, distrust, certificateUntilMs } = await probe.look(listener, signal);
    const days = Math.floor((certificateUntilMs - clock.now()) / dayMs);
    const seen = [tlsVersion, greeting].filter((part) => part !== '').join(', ');
    if (distrust !== undefined) {
      const detail = `Mail apps will not trust the certificate for ${listener.serverName}: ${distrust} (tls.certificate).`;
      return { subject, status: listener.need === 'required' ? 'failure' : 'warning', detail };
    }
    if (days < warnDays) {
      return {
        subject,
        status: 'warning',
        detail: `The certificate ends in ${days} days: renew it (tls.certificate).`,
      };
    }
    return { subject, status: 'ok', detail: `${seen}, certificate for ${days} days more` };
  } catch (error) {
    signal.throwIfAborted();
    return { subject, status: 'failure', detail: error instanceof Error ? error.message : String(error) };
  }
}
