import assert from 'node:assert/strict';
import { join } from 'node:path';
import { letterOffice } from '../src/letter-office.js';
import { loadConfig } from '../src/load-config.js';
import { letterWithoutLink } from './support/password-letter/letter.js';
import { readLetter } from './support/password-letter/read-letter.js';
import { temporaryFolder } from './support/temp-folder.js';

describe('letter office', () => {
  const folder = temporaryFolder();
  const environment = (more: NodeJS.ProcessEnv = {}) => ({ UNPAPERME_DATA_DIR: join(folder(), 'data'), ...more });

  it('prints letters with what the configuration says of service, sender and ports', async () => {
    const config = loadConfig(
      environment({
        UNPAPERME_SERVICE_NAME: 'Stadtwerke-Post',
        UNPAPERME_LETTERS_SENDER_ADDRESS: '[Am Markt 1, 12345 Musterhausen]',
        UNPAPERME_IMAPS_PUBLIC_PORT: '993',
      }),
    );
    const { letters, settings, sender } = await letterOffice(config);
    assert.deepEqual(sender, { name: 'Stadtwerke-Post', addressLines: ['Am Markt 1', '12345 Musterhausen'] });
    const { text, pages } = await readLetter(await letters.render({ ...letterWithoutLink, settings, sender }));
    assert.equal(pages, 1);
    assert.ok(text.includes('Stadtwerke-Post · Am Markt 1 · 12345 Musterhausen'));
    assert.ok(text.includes('localhost, Port 993, SSL/TLS'));
  });

  it('does not print ports that are not known yet', async () => {
    const chosenLater = loadConfig(environment({ UNPAPERME_IMAPS_PORT: '0' }));
    await assert.rejects(letterOffice(chosenLater), { name: 'RangeError', message: /publicPort/u });
    const public993 = loadConfig(environment({ UNPAPERME_IMAPS_PORT: '0', UNPAPERME_IMAPS_PUBLIC_PORT: '993' }));
    assert.equal((await letterOffice(public993)).settings.imap[0].port, 993);
  });
});
