/** What a command tells its caller by its exit code. */
export const exitCode = {
  ok: 0,
  /** The command could not do what was asked; the message says why and what to do. */
  failed: 1,
  /** The command line or the configuration is wrong; nothing was done. */
  usage: 2,
  /** At least one file was rejected; the others were delivered. */
  rejected: 3,
  /** A fault of the program itself. */
  bug: 70,
} as const;
