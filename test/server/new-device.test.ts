/** A customer hears of a new mail app: one message in the log mailbox, also when the server starts again meanwhile. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { eventually } from '../support/eventually.js';
import { type Endpoints, RunningServer } from '../support/running-server.js';
import { LineClient } from '../support/transcript/line-client.js';

describe('a new mail app', function () {
  this.timeout(60_000);
  const server = new RunningServer();
  let endpoints: Endpoints;
  let password: string;

  before(async () => {
    endpoints = await server.start();
    ({ password } = await server.addAccount('Erika', '--user', 'erika'));
  });
  after(() => server.remove());

  /** One visit of an app. @returns subjects in the log mailbox when it goes */
  const visit = async (app: string): Promise<readonly string[]> => {
    const client = await LineClient.connectTls(endpoints.imaps.port, { ca: readFileSync(endpoints.ca) });
    await client.next();
    assert.match((await client.command('a', `LOGIN erika ${password}`)).at(-1)!, /^a OK /);
    await client.command('b', `ID ("name" "${app}" "version" "1.0")`);
    await client.command('c', 'LOGOUT');
    client.close();
    const reader = await LineClient.connectTls(endpoints.imaps.port, { ca: readFileSync(endpoints.ca) });
    await reader.next();
    await reader.command('a', `LOGIN erika ${password}`);
    await reader.command('b', 'EXAMINE Protokoll');
    const lines = await reader.command('c', 'FETCH 1:* (BODY.PEEK[HEADER.FIELDS (SUBJECT)])');
    await reader.command('d', 'LOGOUT');
    reader.close();
    return lines.flatMap((line) => /^Subject: (.*)$/.exec(line)?.[1] ?? []);
  };

  it('is told once, and not of the first', async () => {
    assert.deepEqual(await visit('iPhone Mail'), []);
    const told = ['Neue Mail-App angemeldet: Thunderbird'];
    await eventually('the message', async () => (await visit('Thunderbird')).length > 0 || undefined);
    assert.deepEqual(await visit('Thunderbird'), told);
    await server.stop();
    endpoints = await server.start();
    assert.deepEqual(await visit('Thunderbird'), told);
    assert.deepEqual(await visit('iPhone Mail'), told);
  });
});
