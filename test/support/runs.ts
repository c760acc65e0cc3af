/** How often a property is tried: a few times in `npm test`, as often as `UNPAPERME_TEST_RUNS` says where that is set. */
export function runs(usual: number): number {
  return Number(process.env['UNPAPERME_TEST_RUNS'] ?? usual);
}
