/** German texts about mail on its way out. */
import type { ForwardingTexts } from './forwarding.js';

export const forwardingDe: ForwardingTexts = {
  otherLanguage: 'Deutsch',
  noSubject: 'ohne Betreff',
  at: (day, time) => `${day}, ${time} Uhr`,
  report: {
    sender: 'Postausgang',
    subject: {
      failed: (about) => `Nicht zugestellt: ${about}`,
      delayed: (about) => `Noch nicht zugestellt: ${about}`,
      relayed: (about) => `Übergeben: ${about}`,
    },
    intro: {
      failed: (about, when) => `Ihre Nachricht „${about}“ vom ${when} konnte nicht zugestellt werden.`,
      delayed: (about, when) => `Ihre Nachricht „${about}“ vom ${when} ist noch nicht zugestellt.`,
      relayed: (about, when) =>
        `Ihre Nachricht „${about}“ vom ${when} wurde an den nächsten Server auf dem Weg zum Empfänger übergeben.`,
    },
    reasons: {
      'no-such-mailbox': {
        why: 'Diese Adresse gibt es dort nicht.',
        advice: 'Prüfen Sie die Adresse auf Tippfehler und senden Sie die Nachricht noch einmal.',
      },
      'no-such-domain': {
        why: 'Den Teil der Adresse nach dem @ gibt es nicht.',
        advice: 'Prüfen Sie die Adresse auf Tippfehler und senden Sie die Nachricht noch einmal.',
      },
      'takes-no-mail': {
        why: 'Unter dieser Adresse wird keine E-Mail angenommen.',
        advice: 'Fragen Sie den Empfänger nach einer anderen Adresse.',
      },
      'mailbox-full': {
        why: 'Das Postfach des Empfängers ist voll.',
        advice: 'Sagen Sie dem Empfänger Bescheid und senden Sie die Nachricht später noch einmal.',
      },
      'mailbox-closed': {
        why: 'Das Postfach des Empfängers nimmt zurzeit nichts an.',
        advice: 'Fragen Sie den Empfänger nach einer anderen Adresse.',
      },
      'too-large': {
        why: 'Die Nachricht ist dem Empfänger zu groß.',
        advice: 'Senden Sie die Anlagen einzeln oder auf einem anderen Weg.',
      },
      refused: {
        why: 'Der Server des Empfängers hat die Nachricht abgelehnt, etwa weil er sie für Werbung hält.',
        advice: 'Fragen Sie den Empfänger auf einem anderen Weg; seine Technik kann die Ablehnung erklären.',
      },
      'sender-refused': {
        why: 'Der Server des Empfängers nimmt von Ihrer Adresse nichts an.',
        advice: 'Fragen Sie den Empfänger auf einem anderen Weg; seine Technik kann die Ablehnung erklären.',
      },
      'not-secure': {
        why: 'Es gibt keinen sicheren Weg zum Empfänger, und unsicher senden wir diese Nachricht nicht.',
        advice: 'Senden Sie die Dokumente auf einem anderen Weg, zum Beispiel mit der Post.',
      },
      'address-form': {
        why: 'Der Server des Empfängers kommt mit den Zeichen dieser Adresse nicht zurecht.',
        advice: 'Fragen Sie den Empfänger nach einer Adresse ohne Umlaute und Sonderzeichen.',
      },
      content: {
        why: 'Der Server des Empfängers kann den Inhalt der Nachricht nicht annehmen.',
        advice: 'Senden Sie die Anlagen in einem anderen Format oder auf einem anderen Weg.',
      },
      unreachable: {
        why: 'Der Server des Empfängers ist nicht erreichbar.',
        advice: 'Prüfen Sie die Adresse und senden Sie die Nachricht später noch einmal.',
      },
      lookup: {
        why: 'Der Server des Empfängers ließ sich nicht finden.',
        advice: 'Prüfen Sie die Adresse und senden Sie die Nachricht später noch einmal.',
      },
      busy: {
        why: 'Der Server des Empfängers ist überlastet und bittet um Geduld.',
        advice: 'Senden Sie die Nachricht später noch einmal.',
      },
      trouble: {
        why: 'Beim Server des Empfängers ist eine Störung aufgetreten.',
        advice: 'Senden Sie die Nachricht später noch einmal.',
      },
      ours: {
        why: 'Die Störung liegt bei uns, nicht beim Empfänger.',
        advice: 'Bitte entschuldigen Sie; senden Sie die Nachricht später noch einmal.',
      },
      unknown: {
        why: 'Der Server des Empfängers hat die Nachricht nicht angenommen und keinen Grund genannt, den wir kennen.',
        advice: 'Fragen Sie den Empfänger auf einem anderen Weg.',
      },
    },
    gaveUp: (days) => `Wir haben es ${days} Tage lang versucht. Zuletzt:`,
    lastTry: 'Beim letzten Versuch:',
    advice: 'Was Sie tun können:',
    reply: (remote, reply) => `Antwort${remote === undefined ? '' : ` von ${remote}`}: ${reply}`,
    goesOn: (until, outbox) =>
      `Sie brauchen nichts zu tun: Wir versuchen es weiter bis ${until}. ` +
      `Wenn Sie es nicht mehr möchten, löschen Sie die Nachricht in „${outbox}“.`,
    relayed: 'Ob sie im Postfach des Empfängers liegt oder gelesen wurde, meldet er nicht.',
    attached: 'Angehängt sind technische Angaben und der Kopf Ihrer Nachricht.',
    attachedWhole: 'Angehängt sind technische Angaben und Ihre Nachricht.',
  },
  postcard: {
    subject: (about) => `Bitte entscheiden: Unverschlüsselt senden? ${about}`,
    intro: (about) =>
      `Ihre Nachricht „${about}“ enthält Dokumente von uns und ginge unverschlüsselt hinaus. ` +
      'Eine unverschlüsselte E-Mail ist wie eine Postkarte: Wer sie unterwegs in die Hand bekommt, kann sie lesen. ' +
      'Darum haben wir sie angehalten und fragen Sie vorher.',
    recipients: 'An wen:',
    documents: 'Was:',
    ways: {
      encrypted: 'die Nachricht wird verschlüsselt, nur der Empfänger kann sie lesen',
      dane: 'der Weg zum Server des Empfängers ist verschlüsselt und geprüft',
      'mta-sts': 'der Weg zum Server des Empfängers ist verschlüsselt und geprüft',
      unproven: 'der Weg zum Server des Empfängers ist nicht sicher',
      unknown: 'wie sicher der Weg zum Server des Empfängers ist, ließ sich nicht feststellen',
    },
    choices: 'Was Sie tun können:',
    release: (outbox, to) => `Senden: Verschieben Sie die Nachricht aus „${outbox}“ nach „${to}“.`,
    allow: (to) => `Senden, und bei diesen Empfängern nie mehr fragen: Verschieben Sie sie nach „${to}“.`,
    cancel: (outbox) => `Nicht senden: Löschen Sie die Nachricht in „${outbox}“.`,
    unanswered: (day, drafts) =>
      `Ohne Ihre Entscheidung senden wir nichts. Am ${day} legen wir die Nachricht ungesendet nach „${drafts}“.`,
    cancelled: {
      subject: (about) => `Nicht gesendet: ${about}`,
      text: (about, drafts) =>
        `Ihre Nachricht „${about}“ wartete auf Ihre Freigabe. Weil keine kam, haben wir sie nicht gesendet. ` +
        `Sie liegt jetzt in „${drafts}“ und lässt sich von dort erneut senden.`,
    },
  },
  log: {
    sender: 'Protokoll',
    subject: (day, entries) => `Protokoll vom ${day}: ${entries === 1 ? '1 Weitergabe' : `${entries} Weitergaben`}`,
    intro: (day) => `Am ${day} haben wir in Ihrem Auftrag weitergegeben:`,
    entry: (time, recipient) => `${time} Uhr an ${recipient}`,
    documents: (ids) => (ids.length === 0 ? 'Keine Dokumente von uns' : `Dokumente: ${ids.join(', ')}`),
    server: (remote) => `Angenommen von ${remote}`,
    tls: (version) =>
      version === undefined ? 'Weg: offen, ohne Verschlüsselung' : `Weg: verschlüsselt übertragen (${version})`,
    verified: {
      dane: 'Server geprüft (DANE)',
      'mta-sts': 'Server geprüft (MTA-STS)',
      pkix: 'Server geprüft (Zertifikat)',
      no: 'Server nicht geprüft',
    },
    encrypted: {
      openpgp: 'Nachricht: verschlüsselt (OpenPGP)',
      'by-sender': 'Nachricht: von Ihnen selbst verschlüsselt',
      no: 'Nachricht: nicht verschlüsselt',
    },
    reply: (code) => `Antwort des Servers: ${code}`,
    message: (id) => `Kennung der Nachricht: ${id}`,
  },
};
