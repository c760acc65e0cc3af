/** The pages by which a phone or computer is set up, behind the one-time link of a password letter. */

export interface SetupPageTexts {
  /** The name of this language, and of the other one, each in its own. */
  readonly language: string;
  readonly pin: {
    readonly heading: string;
    readonly intro: string;
    readonly label: string;
    readonly hint: string;
    readonly button: string;
    readonly notSixDigits: string;
    readonly wrong: (triesLeft: number) => string;
  };
  readonly choice: {
    readonly heading: string;
    readonly intro: (address: string) => string;
    readonly devices: Readonly<
      Record<'apple' | 'android' | 'computer', { readonly name: string; readonly note: string }>
    >;
    /** Of the page's own address as a QR code. */
    readonly elsewhere: string;
    readonly elsewhereHint: string;
    readonly elsewhereCode: string;
  };
  readonly timeLeft: (minutes: number) => string;
  readonly back: string;
  readonly apple: {
    readonly heading: string;
    readonly intro: string;
    readonly button: string;
    readonly another: string;
    readonly steps: readonly string[];
    readonly hints: readonly string[];
  };
  readonly android: ManualTexts & { readonly scanHeading: string; readonly scanSteps: readonly string[] };
  readonly computer: ManualTexts & { readonly mac: string };
  readonly login: {
    readonly heading: string;
    readonly name: string;
    readonly address: string;
    readonly user: string;
    readonly password: string;
    readonly passwordHint: string;
    readonly copy: string;
    readonly copied: string;
    readonly code: string;
    readonly codeHint: string;
  };
  readonly servers: {
    readonly heading: string;
    readonly intro: string;
    readonly imap: string;
    readonly smtp: string;
    readonly host: string;
    readonly port: string;
    readonly security: string;
    readonly securities: Readonly<Record<'implicit' | 'starttls', string>>;
    readonly authentication: string;
    readonly authenticationValue: string;
  };
  /** What a device's password is called in the list of passwords. */
  readonly deviceName: (kind: 'apple' | 'android' | 'computer', number: number) => string;
  readonly profile: {
    readonly title: (service: string) => string;
    readonly description: (address: string) => string;
  };
  readonly trouble: Readonly<
    Record<
      'link-gone' | 'ticket-gone' | 'too-many-devices' | 'too-often' | 'not-found' | 'failed',
      { readonly heading: string; readonly text: readonly string[] }
    >
  >;
}

/** A device whose user types in what the page shows. */
export interface ManualTexts {
  readonly heading: string;
  readonly intro: string;
  readonly button: string;
  readonly another: string;
  readonly steps: readonly string[];
}
