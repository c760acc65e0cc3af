/** A folder that is gone after each test. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @returns what gives this test's folder */
export function temporaryFolder(): () => string {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'unpaperme-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  return () => folder;
}
