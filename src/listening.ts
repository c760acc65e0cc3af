/** Why a port could not be had, in words for whoever starts the server. */

/** @param name the section of the configuration that has the port */
export function whyNotListening(name: string, port: number, error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  const why: Record<string, string> = {
    EADDRINUSE: `Port ${port} is taken: end the program that has it, or set ${name}.port to another (0: any free one).`,
    EACCES: `Port ${port} is not ours to use: set ${name}.port to one above 1023, or give the process the right to.`,
    EADDRNOTAVAIL: `This machine does not have the address of ${name}.host.`,
  };
  return why[code ?? ''] ?? `Listening on port ${port} failed (${code}).`;
}
