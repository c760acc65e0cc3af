/** Lines near the subject that are not it. */
import { closing, courtesy, documentKind, faxTitle, salutation } from './words.js';
import { isAddressLine, isDateLine } from './zones.js';

/** "Ihr Zeichen", "Telefon 0551 …": a field by its name. */
const namedField =
  /^(?:(?:ihre?|unsere?|your|our)\s+(?:zeichen|nachricht|schreiben|ansprechpartner\p{L}*|ref\p{L}*|auftrag|betreuer\p{L}*|kunden\S*|vertrags\S*|message|letter)\b|(?:bezug|(?:bill|ship|sold|deliver) to\b|liefer(?:anschrift|adresse)|rechnungs(?:anschrift|adresse|empfänger)|tele(?:fon|fax)|fax|tel\.|mobil|e-?mail|internet|www\.|datum|date|zimmer|durchwahl|auskunft erteilt|bearbeiter\p{L}*|sachbearbeiter\p{L}*|ansprechpartner\p{L}*|bearbeitet von|aktenzeichen|az\.|gz\.|geschäftszeichen|geschäftsnummer|kassenzeichen|steuernummer|idnr|ust-?id|\p{L}*(?:nummer|-?nr\.|datum|konto)|iban|bic|seiten?\s+\d|page\s+\d|blatt\s+\d|telephone|phone|enquiries|(?:account|customer|policy|invoice) (?:no|number|date)\b|(?:account|customer|policy|invoice) #|reference\b)(?![\p{Ll}]))/iu;
/** "Kundenbetreuer: Herr Groß": one or two words, a colon, and little behind it. */
const labelledField = /^[\p{L}.-]+(?:\s[\p{L}.-]+)?\s?:(?:\s.{0,32})?$/u;

function isField(text: string): boolean {
  return namedField.test(text) || (labelledField.test(text) && !documentKind.test(text) && !/[!?]$/u.test(text));
}

/** Fields, greetings, addresses, dates and page numbers: no subjects, wherever they stand. */
export function isOther(line: string): boolean {
  // Specks before a line are read as quotes and dots.
  const text = line.replace(/^[^\p{L}\p{N}]+(?=.)/u, '');
  if (isField(text) || salutation.test(text) || closing.test(text) || courtesy.test(text) || faxTitle.test(text))
    return true;
  if (
    (isAddressLine(text) && /\d{4,5}\s\p{Lu}|\b[A-Z]{1,2}\d/u.test(text)) ||
    /@|www\.|^https?:/iu.test(text) ||
    /^(?:seite|page|blatt) ?\d/iu.test(text)
  )
    return true;
  if (/^[\W\d_]*$/u.test(text)) return true;
  return isDateLine(text) && !documentKind.test(text);
}
