/** A service and a customer, for what tells mail apps about them. */
import type { MailIdentity, MailSettings } from '../../../src/mail/mail-settings.js';

export const settings: MailSettings = {
  serviceName: 'Digitale Post',
  domain: 'post.example',
  imap: [
    { host: 'mail.post.example', port: 993, tls: 'implicit' },
    { host: 'mail.post.example', port: 143, tls: 'starttls' },
  ],
  smtp: [
    { host: 'mail.post.example', port: 465, tls: 'implicit' },
    { host: 'mail.post.example', port: 587, tls: 'starttls' },
  ],
  web: 'https://mail.post.example',
};

export const identity: MailIdentity = {
  user: 'erika.mustermann@post.example',
  address: 'erika.mustermann@post.example',
  name: 'Erika Mustermann',
};

export const password = 'hk4m-rt7x-ckpw-3fzj-yvde-ngau';

/** Names that break what is careless. */
export const hostileNames: readonly string[] = [
  '</string><key>allowMailDrop</key><true/>',
  `"'&<>]]>%EMAILADDRESS%&amp;`,
  'line\r\nfeed\u0000\u0007\u001b[31m\u0085\u2028',
  '\ud800 half \udfff',
  '\u202eevil\u2066\u200b',
  '👩‍👩‍👧 王伟 مرحبا',
  'Ze\u0301\u0301\u0301\u0301'.repeat(30),
  'x'.repeat(5000),
  '',
];
