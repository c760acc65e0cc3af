/** German vocabulary for invented business letters. */

const list = (text: string): readonly string[] => text.trim().split(/\s+/);

export const nouns = list(`
  Abrechnung Änderung Anfrage Angebot Anlage Antrag Auftrag Auskunft Bearbeitung Beitrag
  Bescheid Bestätigung Bestellung Betrag Bürgschaft Darlehen Eingang Einwand Empfänger Erklärung
  Erstattung Fälligkeit Förderung Forderung Frist Gebühr Genehmigung Grundstück Gutschrift Haftung
  Heizung Kaution Kenntnis Kündigung Kunde Lieferung Mahnung Miete Nachweis Nutzung
  Police Prämie Prüfung Quittung Rate Rechnung Rückzahlung Schaden Schlüssel Schreiben
  Steuer Störung Überweisung Umlage Unterlage Vereinbarung Verfahren Vergütung Verlängerung Vertrag
  Vollmacht Vorgang Vorschuss Wartung Wasserzähler Widerspruch Wohnung Zahlung Zähler Zuschuss
`);

export const compounds = list(`
  Grundstücksverkehrsgenehmigung Rechtsschutzversicherungsgesellschaft Kraftfahrzeughaftpflichtversicherung
  Betriebskostenabrechnung Nebenkostenvorauszahlung Einkommensteuervorauszahlungsbescheid
  Umsatzsteuervoranmeldung Gewerbesteuermessbescheid Lohnsteuerbescheinigung Sozialversicherungsnachweis
  Krankenversicherungsbeitrag Pflegeversicherungszuschlag Rentenversicherungsträger
  Arbeitsunfähigkeitsbescheinigung Verdienstausfallentschädigung Berufsgenossenschaftsbeitrag
  Wohngebäudeversicherungspolice Hausratversicherungsschein Unfallversicherungsleistung
  Mietschuldenfreiheitsbescheinigung Wohnungsgeberbestätigung Eigentümerversammlungsprotokoll
  Instandhaltungsrücklage Schornsteinfegergebührenbescheid Trinkwasseruntersuchungsbefund
  Energieausweisverordnung Stromzählerstandsmeldung Gasgrundversorgungstarif Fernwärmeanschlussvertrag
  Abfallentsorgungsgebühr Straßenreinigungssatzung Grundsteuerhebesatz Rundfunkbeitragskontonummer
  Donaudampfschifffahrtsgesellschaft Bundesausbildungsförderungsgesetz Kindertagesstättenbeitrag
  Personenstandsurkunde Führerscheinumtauschpflicht Geschwindigkeitsüberschreitung Bußgeldbescheid
  Gerichtsvollzieherkostenrechnung Zwangsvollstreckungsbescheid Kostenfestsetzungsbeschluss
  Vorsorgevollmachtsurkunde Testamentsvollstreckerzeugnis Erbschaftsteuererklärung
  Handelsregisterauszug Gesellschafterversammlungsbeschluss Jahresabschlussprüfung
  Auftragsbestätigungsnummer Lieferantenrahmenvertrag Reklamationsbearbeitungsgebühr
  Gewährleistungsanspruch Rückerstattungsantrag Zahlungserinnerung Ratenzahlungsvereinbarung
  Überziehungszinssatz Freistellungsauftrag Depotführungsgebühr Kreditkartenabrechnung
`);

export const verbs = list(`
  bearbeiten bestätigen begleichen einreichen überweisen prüfen erstatten genehmigen kündigen
  verlängern übersenden berücksichtigen mitteilen ablehnen anerkennen ergänzen beantragen
  veranlassen abschließen vereinbaren berechnen übernehmen nachreichen widerrufen
`);

export const adjectives = list(`
  fällige vorliegende genannte beigefügte ausstehende jährliche monatliche gesetzliche vertragliche
  zuständige rechtsverbindliche unverzügliche ordnungsgemäße vollständige zusätzliche ermäßigte
  endgültige vorläufige schriftliche fristgerechte ungültige überfällige persönliche allgemeine
`);

export const firstNames = list(`
  Anna Björn Claudia Dieter Elke Friedrich Gisela Heinz Ingrid Jürgen Käthe Lothar Marlene Norbert
  Oliver Petra Rüdiger Sabine Torsten Ulrike Volker Waltraud Günther Hannelore Jörg Kerstin Stefan
`);

export const lastNames = list(`
  Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer
  Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange
  Böhm Groß Jäger Lehmann Köhler Weiß Möller Großmann Vogel Dreßler Strauß Pöhlmann Süßmilch
`);

export const streets = list(`
  Hauptstraße Bahnhofstraße Gartenweg Schillerstraße Goethestraße Mühlenweg Kirchplatz Lindenallee
  Bergstraße Schulstraße Am-Markt Rosenweg Königsallee Müllerstraße Domstraße Brückengasse
`);

export const towns = list(`
  Düsseldorf München Köln Würzburg Göttingen Lübeck Tübingen Nürnberg Münster Osnabrück Saarbrücken
  Halle Dresden Leipzig Bremen Hannover Kassel Fürth Görlitz Gütersloh Mönchengladbach Flensburg
`);

/** Organisations that send letters: display name and domain under the reserved `.example`. */
export const senders: readonly (readonly [name: string, domain: string])[] = [
  ['Stadtwerke Musterstadt GmbH', 'stadtwerke-musterstadt.example'],
  ['Finanzamt Düsseldorf-Süd', 'finanzamt-sued.example'],
  ['Allgemeine Ortskrankenkasse Rheinland', 'aok-rheinland.example'],
  ['Möbelhaus Grünewald KG', 'moebel-gruenewald.example'],
  ['Rechtsanwälte Böhm & Partner', 'ra-boehm.example'],
  ['Sparkasse Neustadt', 'sparkasse-neustadt.example'],
  ['Wohnungsbaugenossenschaft Lindenhof eG', 'wbg-lindenhof.example'],
  ['Telekommunikation Nordlicht AG', 'nordlicht-telekom.example'],
  ['Versicherungsverein Rheinbund a. G.', 'rheinbund.example'],
  ['Bürgeramt Königsfeld', 'buergeramt-koenigsfeld.example'],
  ['Landesjustizkasse Süd', 'justizkasse-sued.example'],
  ['Zahnarztpraxis Dr. Käthe Schröder', 'praxis-schroeder.example'],
  ['Autohaus Krüger & Söhne', 'autohaus-krueger.example'],
  ['Rundfunkbeitragsservice', 'rundfunkbeitrag.example'],
  ['Gemeinnützige Wärmeversorgung Elbtal', 'waerme-elbtal.example'],
  ['Steuerberatung Süßmilch', 'steuer-suessmilch.example'],
];
