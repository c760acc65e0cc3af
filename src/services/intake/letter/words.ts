/** The words and patterns by which people, places, firms and the parts of a letter are known. */

export const salutation =
  /^\W{0,3}(?:s[ec]hr (?:gee?hrte|verehrte)|verehrte|(?:mein )?liebe[rs]?\s+\p{L}|hallo\b|guten (?:tag|morgen|abend)\b|gr(?:ü|u|ue)(?:ß|ss|B) (?:gott|dich|euch)\b|moin\b|dear\s+\p{L}|hello\b|hi\s+\p{Lu}|to whom it may concern)/iu;

export const closing =
  /^(?:mit (?:\p{L}+[- ]){0,3}(?:gr(?:ü|u|ue)(?:ß|ss|B|l)|empfehlung)|(?:viele|freundliche|herzliche|liebe|beste|schöne|sonnige|kollegiale)\s+(?:\p{L}+ )?gr(?:ü|u|ue)(?:ß|ss|B)|hochachtungsvoll|es grüßt|herzlichst|yours (?:sincerely|faithfully|truly)|sincerely|kind(?:est)? regards|best (?:regards|wishes)|with (?:kind|best) (?:regards|wishes)|regards|i\. ?a\.|i\. ?v\.)/iu;

/** Legal forms as they end a firm's name. */
export const legalForm =
  /(?<![\p{L}\p{N}])(?:g?GmbH(?: ?& ?Co\.? ?KG(?:aA)?)?|mbH|AG(?: ?& ?Co\.? ?KG(?:aA)?)?|SE(?: ?& ?Co\.? ?KG(?:aA)?)?|KGaA|(?:& ?Co\.? ?)?KG|[oO]HG|GbR|UG(?: ?\(haftungsbeschränkt\))?|e\. ?V\.|eV|e\. ?G\.|eG|eGmbH|e\. ?K(?:fm|fr)?\.|a\. ?G\.|VVaG|V\. ?V\. ?a\. ?G\.|A[öÖ]R|KdöR|K\. ?d\. ?ö\. ?R\.|mbB|PartG(?: ?mbB)?|PartGmbB|Aktiengesellschaft|Ltd\.?|Limited|PLC|plc|LLP|LLC|Inc\.?|Corp\.?|S\. ?A\.(?: ?r\. ?l\.)?|S\. ?p\. ?A\.|B\. ?V\.|N\. ?V\.|Stiftung)(?![\p{L}\p{N}])/u;

/** What firms, offices and bodies without a legal form are called; also as the end of a compound. */
export const organisation = new RegExp(
  [
    String.raw`(?:^|[\s„"(-])(?:Stadt|Gemeinde|Markt|Kreis|Land|Freistaat|Republik|Bund) (?=\p{Lu})`,
    String.raw`\b(?:AOK|BKK|IKK|TK|DAK|KKH|HEK|HUK|ADAC|VHV|DKV|TÜV|DEKRA|ARD|ZDF|DRK|AWO|VdK|ver\.di)\b`,
    '(?:amt|kasse|bank|versicherung(?:en)?|werke?|gericht|anwaltschaft|schule|kolleg|gymnasium|universität|akademie|bibliothek|bücherei|museum|theater|klinik(?:um)?|krankenhaus|praxis|zentrum|apotheke|optik|kanzlei|anwälte|anwalt|anwältin|notariat|steuerberat(?:er|erin|ung)|verwaltung|verein|verband|bund|gewerkschaft|partei|kammer|innung|genossenschaft|gesellschaft|stiftung|institut|ministerium|behörde|agentur|jobcenter|polizei|direktion|präsidium|zoll|feuerwehr|dienst|dienste|betrieb(?:e)?|netz(?:e)?|energie|telekom(?:munikation)?|verlag|autohaus|werkstatt|handel|bau|hotel|reisen|immobilien|kindergarten|kindertagesstätte|kita|hort|pfarramt|kirchengemeinde|pfarrei|bistum|diakonie|caritas|pflegedienst|seniorenheim|labor|studio|haus|büro|versand|markt|bäckerei|metzgerei|gärtnerei|tischlerei|schreinerei|malerbetrieb|elektro|sanitär|spedition|logistik|service|verkehrsbetriebe|rentenversicherung|landkreis|landratsamt|bezirk|kommission|rundfunk|beitragsservice)(?![\\p{Ll}])',
    String.raw`\b(?:University|College|School|Academy|Council|Hospital|Surgery|Clinic|Practice|Trust|Society|Association|Bank|Insurance|Assurance|Department|Ministry|Office|Agency|Authority|Library|Museum|Institute|Foundation|Group|Company|Services|Solutions|Solicitors|Associates|Partners|Energy|Water|Revenue|Court|Police|Church|Club|Board|Commission|Centre|Center|Committee)\b`,
  ].join('|'),
  'iu',
);

/** A street and house number, or a post office box, at the start of a text. */
export const street =
  /^(?!(?:akten|seite|zimmer|tele|fax|tel\b|rechnung|blatt|nr\b|nummer|konto|kunden|vertrag|az\b|objekt|ab\b|am\b|bis\b|vom\b|zum\b|seit\b|im\b|in\b|für\b|page|room|account|ref|no\b))(?:(?:\p{L}[\p{L}\p{N}.'’-]*\s+){0,4}?\p{L}[\p{L}.'’-]*\s?\d{1,4} ?(?:[-–+/] ?\d{1,4})? ?[a-z]?(?![\p{L}\p{N}]|[.,:]\d)|post ?fach\b|p\.? ?o\.? box\b|\d{1,4}[a-z]?,? (?:\p{Lu}[\p{L}.'’-]*\s?){1,4}(?:street|st|road|rd|lane|avenue|ave|walk|drive|square|close|way|place|court|row|hill|park|gardens|terrace|crescent|gate|quay)\b)/iu;

/** A postcode with its town: German, Austrian, Swiss, British, American. */
export const postcodeTown =
  /(?:^|[\s,·•|–-])(?:(?:(?:DE?|A|AT|CH) ?[-–] ?)?\d{4,5}\s+\p{Lu}\p{L}|[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}\b|[A-Z]{2} \d{5}(?:-\d{4})?\b)/u;

/** Academic and professional titles: who has one writes under their own name. */
export const title =
  /^(?:(?:univ\.-)?prof\.|dr\.|dipl\.-|mag\.|ra(?:in)?\b|rechtsanw|notar|zahnarzt|zahnärzt|tierarzt|tierärzt|praxis)/iu;

export const courtesy =
  /^(?:an (?:die|den|das|frau|herrn?|familie|alle)\b|an$|herrn?\b|frau\b|fräulein\b|eheleute\b|familie\b|firma\b|fa\.|herrn und frau|frau und herrn?|mr\.?\s|mrs\.?\s|ms\.?\s|miss\s|dr\.?\s|prof\.?\s|the occupier|persönlich|vertraulich|einschreiben|per e-?mail|per fax)/iu;

/** Between the parts of an address printed in one line; recognition makes many things of a centred point. */
export const separators = /\s+[·•∙‧|–—*°:»«.-]+\s+|[·•|]|,\s*/u;

/** Letters that say a document's kind; they stand where a name might, and begin subjects. */
export const documentKind =
  /^(?:(?:ihre?|unsere?|die|der|das|eine?|your|our|neue?r?|vorläufige?r?|endgültige?r?|erste|zweite|dritte|letzte|first|second|final|1\.|2\.|3\.)\s+)*(?:[\p{L}-]*(?:rechnung|bescheid|auszug|mahnung|erinnerung|bestätigung|angebot|auftrag|vertrag|nachtrag|kündigung|bescheinigung|mitteilung|abrechnung|gutschrift|lieferschein|quittung|beleg|verwarnung|anhörung|einladung|bewilligung|antrag|zeugnis|vollmacht|protokoll|gutachten|befund|rezept|überweisung|police|versicherungsschein|urkunde|beschluss|urteil|ladung|vorladung|widerspruch|information|informationen|fragebogen|formular|anmeldung|abmeldung|erklärung|zusage|absage|anfrage|beitragsanpassung|anpassung|erhöhung|zahlungsaufforderung|aufforderung|stellungnahme|entgeltnachweis|nachweis|terminvereinbarung|kostenvoranschlag|kostenübernahme|rentenanpassung|festsetzung|zwischenbericht|arztbericht|arztbrief|rundschreiben|rundbrief|spendenaufruf|lohnsteuerbescheinigung|nebenkosten(?:abrechnung)?|kalender)|invoice|receipt|statement|notice|reminder|confirmation|quotation|quote|contract|agreement|certificate|bill(?! to\b)|credit note|delivery note|application|renewal|policy|report|order|overdue)(?![\p{Ll}])/iu;

export const faxTitle = /^(?:tele)?fax\b|^fernkopie\b|^facsimile\b/iu;
