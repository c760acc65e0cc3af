import assert from 'node:assert/strict';
import { checkAddress, defaultAddress } from '../../../src/services/accounts/address.js';

describe('addresses of accounts', () => {
  for (const [name, address] of [
    ['Erika Sonnleitner', 'erika.sonnleitner@post.example'],
    ['Dr. Jürgen Weißhaupt', 'dr.juergen.weisshaupt@post.example'],
    ['Käthe Müller-Lüdenscheidt ', 'kaethe.mueller-luedenscheidt@post.example'],
    ['Łukasz Žižek', 'lukasz.zizek@post.example'],
  ] as const) {
    it(`makes ${address} of ${name}`, () => assert.equal(defaultAddress(name, 'post.example'), address));
  }

  it('asks for an address when the name gives none', () => {
    assert.throws(() => defaultAddress('王', 'post.example'), /--address/);
  });

  it('writes the domain in ASCII and lower case', () => {
    assert.equal(checkAddress('Erika@Bücher.Example'), 'Erika@xn--bcher-kva.example');
  });

  for (const bad of [
    '',
    'erika',
    '@x.example',
    'erika@',
    'a b@x.example',
    'a..b@x.example',
    'a@x.example\r\nBcc: b@c',
    `${'a'.repeat(65)}@x.example`,
  ]) {
    it(`refuses ${JSON.stringify(bad)}`, () => assert.throws(() => checkAddress(bad), /not a mail address/));
  }
});
