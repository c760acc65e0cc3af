/** English texts about mail on its way out. */
import type { ForwardingTexts } from './forwarding.js';

export const forwardingEn: ForwardingTexts = {
  otherLanguage: 'English',
  noSubject: 'no subject',
  at: (day, time) => `${day}, ${time}`,
  report: {
    sender: 'Outbox',
    subject: {
      failed: (about) => `Not delivered: ${about}`,
      delayed: (about) => `Not delivered yet: ${about}`,
      relayed: (about) => `Handed over: ${about}`,
    },
    intro: {
      failed: (about, when) => `Your message “${about}” of ${when} could not be delivered.`,
      delayed: (about, when) => `Your message “${about}” of ${when} has not been delivered yet.`,
      relayed: (about, when) =>
        `Your message “${about}” of ${when} was handed over to the next server on its way to the recipient.`,
    },
    reasons: {
      'no-such-mailbox': {
        why: 'There is no such address.',
        advice: 'Check the address for typing mistakes and send the message again.',
      },
      'no-such-domain': {
        why: 'The part of the address after the @ does not exist.',
        advice: 'Check the address for typing mistakes and send the message again.',
      },
      'takes-no-mail': {
        why: 'No mail is accepted at this address.',
        advice: 'Ask the recipient for another address.',
      },
      'mailbox-full': {
        why: "The recipient's mailbox is full.",
        advice: 'Let the recipient know and send the message again later.',
      },
      'mailbox-closed': {
        why: "The recipient's mailbox takes nothing at present.",
        advice: 'Ask the recipient for another address.',
      },
      'too-large': {
        why: 'The message is too large for the recipient.',
        advice: 'Send the attachments one by one or another way.',
      },
      refused: {
        why: "The recipient's server refused the message, perhaps because it takes it for advertising.",
        advice: 'Ask the recipient another way; those who run that server can explain it.',
      },
      'sender-refused': {
        why: "The recipient's server takes nothing from your address.",
        advice: 'Ask the recipient another way; those who run that server can explain it.',
      },
      'not-secure': {
        why: 'There is no safe way to the recipient, and we do not send this message over an unsafe one.',
        advice: 'Send the documents another way, by post for example.',
      },
      'address-form': {
        why: "The recipient's server cannot deal with the characters of this address.",
        advice: 'Ask the recipient for an address of plain letters and digits.',
      },
      content: {
        why: "The recipient's server cannot take what the message contains.",
        advice: 'Send the attachments in another format or another way.',
      },
      unreachable: {
        why: "The recipient's server cannot be reached.",
        advice: 'Check the address and send the message again later.',
      },
      lookup: {
        why: "The recipient's server could not be found.",
        advice: 'Check the address and send the message again later.',
      },
      busy: {
        why: "The recipient's server is overloaded and asks for patience.",
        advice: 'Send the message again later.',
      },
      trouble: {
        why: "The recipient's server has a fault.",
        advice: 'Send the message again later.',
      },
      ours: {
        why: "The trouble is on our side, not the recipient's.",
        advice: 'We apologise; please send the message again later.',
      },
      unknown: {
        why: "The recipient's server did not take the message and gave no reason that we know.",
        advice: 'Ask the recipient another way.',
      },
    },
    gaveUp: (days) => `We have tried for ${days} days. At last:`,
    lastTry: 'At the last try:',
    advice: 'What you can do:',
    reply: (remote, reply) => `Reply${remote === undefined ? '' : ` of ${remote}`}: ${reply}`,
    goesOn: (until, outbox) =>
      `You need not do anything: we keep trying until ${until}. ` +
      `If you no longer want it sent, delete the message in “${outbox}”.`,
    relayed: "That server does not report whether it is in the recipient's mailbox or was read.",
    attached: 'Technical details and the header of your message are attached.',
    attachedWhole: 'Technical details and your message are attached.',
  },
  postcard: {
    subject: (about) => `Please decide: send unencrypted? ${about}`,
    intro: (about) =>
      `Your message “${about}” contains documents of ours and would leave unencrypted. ` +
      'Unencrypted mail is like a postcard: whoever gets hold of it on the way can read it. ' +
      'So we have stopped it and ask you first.',
    recipients: 'To whom:',
    documents: 'What:',
    ways: {
      encrypted: 'the message will be encrypted, only the recipient can read it',
      dane: "the way to the recipient's server is encrypted and verified",
      'mta-sts': "the way to the recipient's server is encrypted and verified",
      unproven: "the way to the recipient's server is not safe",
      unknown: "how safe the way to the recipient's server is could not be found out",
    },
    choices: 'What you can do:',
    release: (outbox, to) => `Send: move the message from “${outbox}” to “${to}”.`,
    allow: (to) => `Send, and never ask about these recipients again: move it to “${to}”.`,
    cancel: (outbox) => `Do not send: delete the message in “${outbox}”.`,
    unanswered: (day, drafts) =>
      `Without your decision we send nothing. On ${day} we put the message, unsent, into “${drafts}”.`,
    cancelled: {
      subject: (about) => `Not sent: ${about}`,
      text: (about, drafts) =>
        `Your message “${about}” was waiting for your release. As none came, we have not sent it. ` +
        `It is in “${drafts}” now and can be sent again from there.`,
    },
  },
  log: {
    sender: 'Log',
    subject: (day, entries) => `Log of ${day}: ${entries === 1 ? '1 hand-over' : `${entries} hand-overs`}`,
    intro: (day) => `On ${day} we handed over on your behalf:`,
    entry: (time, recipient) => `${time} to ${recipient}`,
    documents: (ids) => (ids.length === 0 ? 'No documents of ours' : `Documents: ${ids.join(', ')}`),
    server: (remote) => `Accepted by ${remote}`,
    tls: (version) => (version === undefined ? 'Way: open, without encryption' : `Way: encrypted (${version})`),
    verified: {
      dane: 'server verified (DANE)',
      'mta-sts': 'server verified (MTA-STS)',
      pkix: 'server verified (certificate)',
      no: 'server not verified',
    },
    encrypted: {
      openpgp: 'Message: encrypted (OpenPGP)',
      'by-sender': 'Message: encrypted by yourself',
      no: 'Message: not encrypted',
    },
    reply: (code) => `Reply of the server: ${code}`,
    message: (id) => `Identifier of the message: ${id}`,
  },
};
