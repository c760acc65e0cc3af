/** What customers read about their passwords: never a password. */
export interface PasswordTexts {
  /** Name of the sender. */
  readonly sender: string;
  readonly renewed: {
    readonly subject: string;
    /** A new one comes by post. */
    readonly intro: string;
    /** `untilDay` in words; `graceDays` after the first use of the new one, 0: at once. */
    readonly old: (untilDay: string, graceDays: number) => string;
    /** What to do when the letter is there. */
    readonly steps: readonly string[];
    /** It did not come, or somebody else may have it. */
    readonly trouble: string;
  };
}
