/** Families of mail apps, as people call them, by what an app says of itself with ID (RFC 2971). Never a version. */

/** By the name that it says, the most telling first. */
const families: readonly (readonly [said: RegExp, family: string])[] = [
  [/^(?:iphone mail|ipad mail|ios mail|com\.apple\.mobilemail)/i, 'iOS Mail'],
  [/^(?:mac os x mail|macos mail|apple mail|com\.apple\.mail)/i, 'Apple Mail'],
  [/k-?9/i, 'K-9 Mail'],
  [/thunderbird/i, 'Thunderbird'],
  [/fairemail/i, 'FairEmail'],
  [/^(?:microsoft )?outlook|^microsoft office/i, 'Outlook'],
  [/samsung|^sec\.android|^com\.samsung/i, 'Samsung Email'],
  [/^com\.google\.android\.gm|gmail/i, 'Gmail'],
  [/em ?client/i, 'eM Client'],
  [/^aquamail|^org\.kman\.aquamail/i, 'Aqua Mail'],
  [/^spark|readdle/i, 'Spark'],
  [/bluemail|^me\.bluemail/i, 'BlueMail'],
  [/evolution/i, 'Evolution'],
  [/kmail|^kontact|akonadi/i, 'KMail'],
  [/geary/i, 'Geary'],
  [/mailspring/i, 'Mailspring'],
  [/postbox/i, 'Postbox'],
  [/the bat/i, 'The Bat!'],
  [/canary/i, 'Canary Mail'],
  [/roundcube/i, 'Roundcube'],
  [/(?:neo)?mutt/i, 'Mutt'],
  [/^(?:mbsync|isync)/i, 'mbsync'],
  [/^offlineimap/i, 'OfflineIMAP'],
];

/** Longer names are nobody's. */
const nameCharacters = 200;

/** @returns undefined when it said nothing, or is not known */
export function clientFamily(name: string | null | undefined): string | undefined {
  if (!name || name.length > nameCharacters) return undefined;
  return families.find(([said]) => said.test(name.trim()))?.[1];
}
