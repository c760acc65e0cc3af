/** The web server as other people's programs see it: curl, openssl, Python's plist and XML readers. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { issueSetupLink } from '../support/setup-link.js';
import { MailServer, needs } from './support.js';

describe('web server with curl, openssl and Python', function () {
  this.timeout(120_000);
  const mail = new MailServer();
  before(async function () {
    needs(this, 'curl', 'openssl', 'python3');
    await mail.start();
  });
  after(() => mail.remove());

  const curl = (...args: readonly string[]) =>
    mail.run(mail.folder('curl'), 'curl', ['--silent', '--show-error', '--cacert', mail.ca, ...args]);
  const url = (path: string, host = 'localhost') => `https://${host}:${mail.endpoints.https!.port}${path}`;
  /** A name that only DNS would know. The certificate is not for it, in the demo. */
  const at = (host: string) => ['--insecure', '--resolve', `${host}:${mail.endpoints.https!.port}:127.0.0.1`];

  it('a mail app is told its servers, in XML that others read', async () => {
    const host = 'autoconfig.post.example';
    const file = join(mail.folder('curl'), 'config.xml');
    await curl(...at(host), '--fail', '-o', file, url('/mail/config-v1.1.xml?emailaddress=x@post.example', host));
    const script = `import sys, xml.etree.ElementTree as t
server = t.parse(sys.argv[1]).getroot().find('emailProvider/incomingServer')
print(server.get('type'), server.find('hostname').text, server.find('port').text, server.find('socketType').text)`;
    const printed = await mail.run(mail.folder('python'), 'python3', ['-c', script, file]);
    assert.equal(printed.trim(), `imap localhost ${mail.endpoints.imaps.port} SSL`);
  });

  it('a profile opens as a plist, and its signature verifies with openssl against the CA', async () => {
    const { token, pin } = await issueSetupLink(mail.server, mail.account);
    const follow = ['-o', '/dev/null', '-w', '%{redirect_url}', '--fail'];
    const pages = await curl(...follow, '--data', `pin=${pin}`, url(`/s/${token}`));
    const loaded = await curl(...follow, '--data', 'device=1', `${pages}/apple`);
    const folder = mail.folder('profile');
    const [signed, profile] = [join(folder, 'mail.mobileconfig'), join(folder, 'profile.plist')];
    const headers = await curl('--fail', '-D', '-', '-o', signed, loaded);
    assert.match(headers, /^content-type: application\/x-apple-aspen-config\r$/im);
    const verify = ['cms', '-verify', '-inform', 'DER', '-in', signed, '-CAfile', mail.ca, '-purpose', 'any'];
    await mail.run(folder, 'openssl', [...verify, '-out', profile]);
    const script = `import sys, plistlib
mail = plistlib.load(open(sys.argv[1], 'rb'))['PayloadContent'][0]
print(mail['PayloadType'], mail['IncomingMailServerHostName'], mail['IncomingMailServerPortNumber'], mail['IncomingMailServerUsername'])
print(mail['IncomingPassword'])`;
    const [line, password] = (await mail.run(folder, 'python3', ['-c', script, profile])).trim().split('\n');
    assert.equal(line, `com.apple.mail.managed localhost ${mail.endpoints.imaps.port} ${mail.user}`);
    const login = ['--user', `${mail.user}:${password}`, `imaps://localhost:${mail.port}/`];
    assert.match(await curl(...login), /INBOX/);
  });

  it('what is no HTTP over TLS, or too large, gets nothing', async () => {
    await assert.rejects(curl(`http://localhost:${mail.endpoints.https!.port}/healthz`));
    assert.equal(await curl('-o', '/dev/null', '-w', '%{http_code}', '--tlsv1.2', url('/healthz')), '200');
    await assert.rejects(curl('--tls-max', '1.1', url('/healthz')));
    const large = ['--data', 'x'.repeat(20_000), url('/autodiscover/autodiscover.xml')];
    assert.equal(await curl('-o', '/dev/null', '-w', '%{http_code}', ...large), '413');
  });
});
