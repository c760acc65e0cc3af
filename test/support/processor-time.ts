/** Time that work costs, however many others want the processor. */

/** What this process has of the processor for the work, in ms. */
export function processorMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
