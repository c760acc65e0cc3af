import assert from 'node:assert/strict';
import {
  autodiscoverRequestOctets,
  formatAutodiscover,
  formatAutodiscoverError,
  formatAutodiscoverJson,
  readAutodiscoverRequest,
} from '../../../src/wire/setup/autodiscover.js';
import { hostileNames, settings } from '../../support/setup/settings.js';
import { below, readXml, textOf } from '../../support/setup/xml-reader.js';

const schema = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a';

function request(address: string, accepted = schema): Buffer {
  return Buffer.from(`<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006">
  <Request>
    <EMailAddress>${address}</EMailAddress>
    <AcceptableResponseSchema>${accepted}</AcceptableResponseSchema>
  </Request>
</Autodiscover>`);
}

describe('autodiscover', () => {
  it('answers with IMAP and SMTP as MS-OXDSCLI has them', () => {
    const root = readXml(formatAutodiscover(settings, 'erika@post.example'));
    assert.equal(root.attributes.xmlns, 'http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006');
    const [response] = below(root, 'Response');
    assert.equal(response!.attributes.xmlns, schema);
    const [account] = below(response!, 'Account');
    assert.deepEqual([textOf(account!, 'AccountType'), textOf(account!, 'Action')], ['email', 'settings']);
    const protocols = below(account!, 'Protocol').map(({ children }) =>
      Object.fromEntries(children.map(({ name, text }) => [name, text])),
    );
    const common = {
      Server: 'mail.post.example',
      DomainRequired: 'off',
      LoginName: 'erika@post.example',
      SPA: 'off',
      SSL: 'on',
      Encryption: 'SSL',
      AuthRequired: 'on',
    };
    assert.deepEqual(protocols, [
      { Type: 'IMAP', Port: '993', ...common },
      { Type: 'SMTP', Port: '465', ...common, UsePOPAuth: 'on', SMTPLast: 'off' },
    ]);
  });

  it('says TLS for STARTTLS', () => {
    const [, imap] = settings.imap;
    assert.match(formatAutodiscover({ ...settings, imap: [imap!] }, 'e').toString(), /<Encryption>TLS<\/Encryption>/u);
  });

  it('tells a request that could not be read so', () => {
    const root = readXml(formatAutodiscoverError('12:00:00.0000000', '12345678'));
    const [error] = below(below(root, 'Response')[0]!, 'Error');
    assert.deepEqual(error!.attributes, { Time: '12:00:00.0000000', Id: '12345678' });
    assert.equal(textOf(error!, 'ErrorCode'), '600');
  });

  const requests: readonly { readonly of: string; readonly octets: Buffer; readonly address: string | undefined }[] = [
    { of: 'Outlook', octets: request('erika@post.example'), address: 'erika@post.example' },
    { of: 'blanks around', octets: request('\n erika@post.example '), address: 'erika@post.example' },
    { of: 'entities', octets: request('o&#39;h&#x61;ra&amp;co@post.example'), address: "o'hara&co@post.example" },
    {
      of: 'prefixed names',
      octets: Buffer.from('<a:EMailAddress>e@p.example</a:EMailAddress>'),
      address: 'e@p.example',
    },
    { of: 'another schema', octets: request('e@p.example', 'http://example/mobilesync'), address: undefined },
    { of: 'no address', octets: request(' '), address: undefined },
    { of: 'no mail address', octets: request('erika'), address: undefined },
    { of: 'an address of 400 characters', octets: request(`${'x'.repeat(400)}@p.example`), address: undefined },
    { of: 'an unknown entity', octets: request('&file;@p.example'), address: '&file;@p.example' },
    { of: 'a code point that is none', octets: request('&#x110000;@p.example'), address: '\ufffd@p.example' },
    { of: 'too many octets', octets: Buffer.alloc(autodiscoverRequestOctets + 1, 0x20), address: undefined },
    { of: 'no text at all', octets: Buffer.from([0xff, 0xfe, 0x00]), address: undefined },
    { of: 'nothing', octets: Buffer.alloc(0), address: undefined },
  ];
  for (const { of, octets, address } of requests) {
    it(`reads a request: ${of}`, () => assert.equal(readAutodiscoverRequest(octets), address));
  }

  it('leads from version 2 to the older one, and refuses other protocols in its words', () => {
    const url = 'https://mail.post.example/autodiscover/autodiscover.xml';
    const found = formatAutodiscoverJson('AutoDiscoverV1', url);
    assert.equal(found.status, 200);
    assert.deepEqual(JSON.parse(found.body.toString()), { Protocol: 'AutodiscoverV1', Url: url });
    for (const [name, code] of [
      ['ActiveSync', 'InvalidProtocol'],
      [undefined, 'MandatoryParameterMissing'],
    ] as const) {
      const { status, body } = formatAutodiscoverJson(name, url);
      assert.equal(status, 400);
      assert.equal(JSON.parse(body.toString()).ErrorCode, code);
    }
  });

  for (const [number, name] of hostileNames.entries()) {
    it(`stays whole whatever the names: ${number}`, () => {
      const root = readXml(formatAutodiscover({ ...settings, serviceName: name }, name));
      assert.equal(below(below(root, 'Response')[0]!, 'Account')[0]!.children.length, 4);
    });
  }
});
