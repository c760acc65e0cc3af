/**
 * Thunderbird's autoconfig, `config-v1.1.xml`: draft-ietf-mailmaint-autoconfig, and what Thunderbird's own reader takes
 * (readFromXML). Also read by K-9, FairEmail, Evolution, KMail and others.
 */
import { asciiHost } from './ascii-host.js';
import type { ClientSettings, ServerSettings } from './client-settings.js';
import { element, xmlDocument, type Markup } from './xml.js';

/** What a client puts the address into that was typed. */
const addressPlaceholder = '%EMAILADDRESS%';

/**
 * @param user what to sign in as; left out: the address that the customer types into the app. So the answer is the
 *   same for every address, and tells nobody which of them exist.
 */
export function formatAutoconfig(settings: ClientSettings, user: string = addressPlaceholder): Buffer {
  const { serviceName, domain, imap, smtp } = settings;
  return xmlDocument(
    element(
      'clientConfig',
      [
        element(
          'emailProvider',
          [
            element('domain', asciiHost(domain)),
            element('displayName', serviceName),
            element('displayShortName', serviceName),
            ...imap.map((server) => serverElement('incomingServer', 'imap', server, user)),
            ...smtp.map((server) => serverElement('outgoingServer', 'smtp', server, user)),
          ],
          { id: asciiHost(domain) },
        ),
      ],
      { version: '1.1' },
    ),
  );
}

/** Of several, a client takes the first that it can use. */
function serverElement(name: string, type: string, { host, port, tls }: ServerSettings, user: string): Markup {
  return element(
    name,
    [
      element('hostname', asciiHost(host)),
      element('port', port),
      element('socketType', tls === 'implicit' ? 'SSL' : 'STARTTLS'),
      // Inside TLS. "password-encrypted" would be CRAM-MD5, which needs a password that is kept readable.
      element('authentication', 'password-cleartext'),
      element('username', user),
    ],
    { type },
  );
}
