import assert from 'node:assert/strict';
import { clientFamily } from '../../src/mail/client-family.js';

describe('mail/client-family', () => {
  const rows: [name: string | undefined, family: string | undefined][] = [
    ['iPhone Mail', 'iOS Mail'],
    ['iPad Mail', 'iOS Mail'],
    ['com.apple.mobilemail', 'iOS Mail'],
    ['Mac OS X Mail', 'Apple Mail'],
    ['Thunderbird', 'Thunderbird'],
    ['Thunderbird Beta', 'Thunderbird'],
    ['K-9 Mail', 'K-9 Mail'],
    ['FairEmail', 'FairEmail'],
    ['Microsoft Outlook', 'Outlook'],
    ['Outlook-iOS-Android', 'Outlook'],
    ['Samsung Mail', 'Samsung Email'],
    ['com.samsung.android.email.provider', 'Samsung Email'],
    ['com.google.android.gm', 'Gmail'],
    ['eM Client', 'eM Client'],
    ['Roundcube Webmail', 'Roundcube'],
    ['NeoMutt', 'Mutt'],
    ['something of mine', undefined],
    ['', undefined],
    [undefined, undefined],
    [`Thunderbird${' '.repeat(200)}`, undefined],
  ];
  for (const [name, family] of rows) {
    it(`calls ${JSON.stringify(name?.trim())} ${family ?? 'nothing'}`, () => assert.equal(clientFamily(name), family));
  }
});
