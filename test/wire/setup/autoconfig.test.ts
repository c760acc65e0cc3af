import assert from 'node:assert/strict';
import { formatAutoconfig } from '../../../src/wire/setup/autoconfig.js';
import { hostileNames, settings } from '../../support/setup/settings.js';
import { readAsThunderbird } from '../../support/setup/thunderbird-autoconfig.js';
import { readXml, textOf } from '../../support/setup/xml-reader.js';

describe('autoconfig', () => {
  it('is read by the rules of Thunderbird as it was meant', () => {
    const server = { hostname: 'mail.post.example', auth: 'passwordCleartext', username: '%EMAILADDRESS%' };
    assert.deepEqual(readAsThunderbird(formatAutoconfig(settings)), {
      id: 'post.example',
      displayName: 'Digitale Post',
      domains: ['post.example'],
      incoming: [
        { type: 'imap', ...server, port: 993, socketType: 'SSL' },
        { type: 'imap', ...server, port: 143, socketType: 'alwaysSTARTTLS' },
      ],
      outgoing: [
        { type: 'smtp', ...server, port: 465, socketType: 'SSL' },
        { type: 'smtp', ...server, port: 587, socketType: 'alwaysSTARTTLS' },
      ],
    });
  });

  it('names the user where it is given', () => {
    const [incoming] = readAsThunderbird(formatAutoconfig(settings, 'erika')).incoming;
    assert.equal(incoming?.username, 'erika');
  });

  it('writes international domains in ASCII, which is all that Thunderbird takes', () => {
    const [incoming] = [{ host: 'post.bücher.example', port: 993, tls: 'implicit' }] as const;
    const read = readAsThunderbird(formatAutoconfig({ ...settings, domain: 'Bücher.example', imap: [incoming] }));
    assert.deepEqual(read.domains, ['xn--bcher-kva.example']);
    assert.equal(read.incoming[0]?.hostname, 'post.xn--bcher-kva.example');
  });

  it('has the octets that the documentation shows', () => {
    const [imap] = settings.imap;
    const [smtp] = settings.smtp;
    const text = formatAutoconfig({ ...settings, imap: [imap], smtp: [smtp] }).toString();
    assert.equal(
      text,
      `<?xml version="1.0" encoding="UTF-8"?>
<clientConfig version="1.1">
  <emailProvider id="post.example">
    <domain>post.example</domain>
    <displayName>Digitale Post</displayName>
    <displayShortName>Digitale Post</displayShortName>
    <incomingServer type="imap">
      <hostname>mail.post.example</hostname>
      <port>993</port>
      <socketType>SSL</socketType>
      <authentication>password-cleartext</authentication>
      <username>%EMAILADDRESS%</username>
    </incomingServer>
    <outgoingServer type="smtp">
      <hostname>mail.post.example</hostname>
      <port>465</port>
      <socketType>SSL</socketType>
      <authentication>password-cleartext</authentication>
      <username>%EMAILADDRESS%</username>
    </outgoingServer>
  </emailProvider>
</clientConfig>
`,
    );
  });

  for (const [number, name] of hostileNames.entries()) {
    it(`stays whole whatever the names: ${number}`, () => {
      const root = readXml(formatAutoconfig({ ...settings, serviceName: name }, name));
      const provider = root.children[0]!;
      assert.equal(provider.children.length, 7);
      assert.equal(textOf(provider, 'displayName').includes('\n'), false);
    });
  }
});
