import assert from 'node:assert/strict';
import { formatAppleProfile } from '../../../src/wire/setup/apple-profile.js';
import { hostileNames, identity, password, settings } from '../../support/setup/settings.js';
import { readXml, type XmlElement } from '../../support/setup/xml-reader.js';

type Value = string | number | boolean | Value[] | { [key: string]: Value };

/** PropertyList-1.0.dtd: a dict is pairs of a key and a value. */
function read({ name, text, children }: XmlElement): Value {
  if (name === 'string') return text;
  if (name === 'integer') return Number(text);
  if (name === 'true' || name === 'false') return name === 'true';
  if (name === 'array') return children.map(read);
  assert.equal(name, 'dict');
  assert.equal(children.length % 2, 0);
  const keys = children.filter((_, at) => at % 2 === 0);
  assert.ok(keys.every((key) => key.name === 'key'));
  return Object.fromEntries(keys.map((key, at) => [key.text, read(children[2 * at + 1]!)]));
}

function profile(name: string, user = identity.user) {
  const words = { title: name, description: `Sets up ${name}` };
  const octets = formatAppleProfile({ ...settings, serviceName: name }, { ...identity, user, name }, password, words);
  const plist = readXml(octets);
  assert.equal(plist.name, 'plist');
  assert.equal(plist.children.length, 1);
  return {
    octets,
    value: read(plist.children[0]!) as { PayloadContent: Record<string, Value>[] } & Record<string, Value>,
  };
}

function asText(value: Value | undefined): string {
  assert.ok(typeof value === 'string');
  return value;
}

const uuid = /^[0-9A-F]{8}-[0-9A-F]{4}-8[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/u;

describe('Apple profile', () => {
  it('has the keys that Apple asks for, with the password', () => {
    const { PayloadContent, ...top } = profile('Digitale Post').value;
    assert.match(asText(top.PayloadUUID), uuid);
    const identifier = asText(top.PayloadIdentifier);
    assert.match(identifier, /^example\.post\.mail\.[0-9a-f]{16}$/u);
    assert.deepEqual(top, {
      PayloadDescription: 'Sets up Digitale Post',
      PayloadDisplayName: 'Digitale Post',
      PayloadIdentifier: identifier,
      PayloadOrganization: 'Digitale Post',
      PayloadRemovalDisallowed: false,
      PayloadType: 'Configuration',
      PayloadUUID: top.PayloadUUID,
      PayloadVersion: 1,
    });
    const [account, ...more] = PayloadContent;
    assert.deepEqual(more, []);
    assert.match(asText(account!.PayloadUUID), uuid);
    assert.notEqual(account!.PayloadUUID, top.PayloadUUID);
    assert.deepEqual(account, {
      EmailAccountDescription: 'Digitale Post',
      EmailAccountName: 'Digitale Post',
      EmailAccountType: 'EmailTypeIMAP',
      EmailAddress: identity.address,
      IncomingMailServerAuthentication: 'EmailAuthPassword',
      IncomingMailServerHostName: 'mail.post.example',
      IncomingMailServerPortNumber: 993,
      IncomingMailServerUseSSL: true,
      IncomingMailServerUsername: identity.user,
      IncomingPassword: password,
      OutgoingMailServerAuthentication: 'EmailAuthPassword',
      OutgoingMailServerHostName: 'mail.post.example',
      OutgoingMailServerPortNumber: 465,
      OutgoingMailServerUseSSL: true,
      OutgoingMailServerUsername: identity.user,
      OutgoingPassword: password,
      OutgoingPasswordSameAsIncomingPassword: true,
      allowMailDrop: false,
      PayloadDisplayName: 'Digitale Post',
      PayloadIdentifier: `${identifier}.account`,
      PayloadType: 'com.apple.mail.managed',
      PayloadUUID: account!.PayloadUUID,
      PayloadVersion: 1,
    });
  });

  it('takes the place of an earlier one of the same account', () => {
    const [first, second] = [profile('One').value, profile('Two').value];
    assert.equal(first.PayloadIdentifier, second.PayloadIdentifier);
    assert.equal(first.PayloadUUID, second.PayloadUUID);
  });

  for (const [number, name] of hostileNames.entries()) {
    it(`adds no key whatever the names: ${number}`, () => {
      const { value } = profile(name, name);
      assert.equal(Object.keys(value).length, 9);
      assert.equal(value.PayloadContent[0]!.allowMailDrop, false);
      assert.equal(value.PayloadContent[0]!.IncomingPassword, password);
    });
  }
});
