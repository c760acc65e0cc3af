/** What a client says of itself with ID goes to the authenticator, by its family. */
import assert from 'node:assert/strict';
import { type ImapHost, password, startImapHost, user } from '../../support/transcript/imap-host.js';
import { LineClient } from '../../support/transcript/line-client.js';

describe('IMAP ID and the authenticator', () => {
  let host: ImapHost;
  let client: LineClient;

  beforeEach(async () => {
    host = await startImapHost();
    client = await LineClient.connect(host.port);
    await client.next();
  });
  afterEach(async () => {
    client.close();
    await host.close();
  });

  const say = (...commands: readonly string[]) =>
    commands.reduce(async (before, text) => {
      await before;
      await client.command('a', text);
    }, Promise.resolve());
  const logIn = `LOGIN ${user} ${password}`;

  it('hears of it when ID comes before login', async () => {
    await say('ID ("name" "iPhone Mail" "version" "22A1")', 'LOGIN nobody x');
    assert.deepEqual(host.told, []);
    await say(logIn);
    assert.deepEqual(host.told, ['iOS Mail']);
  });

  it('hears of it when ID comes after login', async () => {
    await say(logIn, 'ID ("name" "Thunderbird" "version" "145.0")');
    assert.deepEqual(host.told, ['Thunderbird']);
  });

  it('hears nothing of a client that tells nothing, or is not known', async () => {
    await say('ID NIL', logIn, 'ID ("name" "something of mine")', 'ID ("version" "1")');
    assert.deepEqual(host.told, []);
  });
});
