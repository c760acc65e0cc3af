/** What a receiving server does instead of its duty, stage by stage. */

/** `message`: after the dot that ends DATA. */
export type MxStage = 'connect' | 'EHLO' | 'HELO' | 'STARTTLS' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'message' | 'QUIT';

export interface MxMoment {
  readonly stage: MxStage;
  /** Of MAIL and RCPT. */
  readonly address: string | undefined;
  /** Counts this server's connections, from 1. */
  readonly connection: number;
  readonly secure: boolean;
}

/**
 * A reply (`451 4.7.1 Later`; lines of one reply parted by `\n`), silence for ever, or a connection that ends. `take-and-drop`, at `message`:
 * the message is taken and the line drops before the reply. Undefined: as it should be.
 */
export type MxFault = `${2 | 3 | 4 | 5}${string}` | 'hang' | 'drop' | 'take-and-drop';
export type MxBehaviour = (moment: MxMoment) => MxFault | undefined;

export const wellBehaved: MxBehaviour = () => undefined;

/** The same at one stage, always. */
export function always(stage: MxStage, fault: MxFault): MxBehaviour {
  return (moment) => (moment.stage === stage ? fault : undefined);
}

/** Refuses some recipients. */
export function recipients(faults: Readonly<Record<string, MxFault>>): MxBehaviour {
  return ({ stage, address }) => (stage === 'RCPT' ? faults[address!] : undefined);
}

/** Sends each recipient away once. */
export function greylist(): MxBehaviour {
  const seen = new Set<string>();
  return ({ stage, address }) => {
    if (stage !== 'RCPT' || seen.has(address!)) return undefined;
    seen.add(address!);
    return '451 4.7.1 Greylisted, come again';
  };
}
