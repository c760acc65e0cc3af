import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hostFacts } from '../../../src/adapters/host/host-facts.js';
import { temporaryFolder } from '../../support/temp-folder.js';

describe('hostFacts', () => {
  const folder = temporaryFolder();

  it('sees modes, room, and whether the key lies in the data folder', async () => {
    const dataFolder = folder();
    const dataDir = join(dataFolder, 'data');
    await mkdir(join(dataDir, 'keys'), { recursive: true });
    for (const path of [join(dataDir, 'keys', 'master.key'), join(dataFolder, 'data-key')]) {
      await writeFile(path, 'k', { mode: 0o600 });
    }
    const inside = await hostFacts({ dataDir, masterKey: join(dataDir, 'keys', 'master.key') });
    assert.ok(inside.dataDir!.freeOctets > 0);
    assert.deepEqual([inside.masterKey!.mode, inside.masterKey!.besideData], [0o600, true]);
    assert.ok(inside.openFiles === undefined || inside.openFiles > 0);
    const outside = await hostFacts({ dataDir, masterKey: join(dataFolder, 'data-key') });
    assert.equal(outside.masterKey!.besideData, false);
  });

  it('says what is not there', async () => {
    const { dataDir, masterKey } = await hostFacts({ dataDir: '/nowhere/data', masterKey: '/nowhere/key' });
    assert.deepEqual([dataDir, masterKey], [undefined, undefined]);
  });
});
