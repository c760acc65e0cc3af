/** English texts of the setup pages. */
import type { SetupPageTexts } from './setup-pages.js';

const devices = {
  apple: { name: 'iPhone, iPad', note: 'With a profile: nothing to type' },
  android: { name: 'Android', note: 'With the Thunderbird app, or another one' },
  computer: { name: 'Computer', note: 'Windows, Mac or Linux' },
} as const;

export const setupPagesEn: SetupPageTexts = {
  language: 'English',
  pin: {
    heading: 'Please enter the PIN',
    intro: 'The six digits are in your letter. After that, setting up your mail takes a few steps.',
    label: 'PIN from the letter',
    hint: 'Six digits, such as 123 456',
    button: 'Continue',
    notSixDigits: 'Those were not six digits. Please compare them with the letter.',
    wrong: (left) =>
      left === 1
        ? 'This PIN is not right. Please compare it closely with the letter: you have one try left.'
        : `This PIN is not right. Please compare it with the letter. You have ${left} tries left.`,
  },
  choice: {
    heading: 'What would you like to set up?',
    intro: (address) => `Your mail comes to ${address}. Each device gets a password of its own.`,
    devices,
    elsewhere: 'Go on with another device',
    elsewhereHint: 'Point the phone’s camera at this picture. It then opens this page there.',
    elsewhereCode: 'QR code with the address of this page',
  },
  timeLeft: (minutes) =>
    minutes <= 1 ? 'This page stays open for about a minute.' : `This page stays open for about ${minutes} minutes.`,
  back: 'Back to the choice',
  apple: {
    heading: 'Set up an iPhone or iPad',
    intro: 'Open this page on the iPhone or iPad itself, in Safari. The profile has all that is needed.',
    button: 'Load the profile',
    another: 'Load a profile for one more device',
    steps: [
      'Tap “Load the profile” above, then “Allow”.',
      'Open the “Settings” app and tap “Profile Downloaded” at the top.',
      'Tap “Install” in the top right corner and enter your device’s passcode.',
      'Open the “Mail” app. Your mail is there.',
    ],
    hints: [
      'You do not see “Profile Downloaded”? It is also under “General”, “VPN & Device Management”.',
      'A Mac works the same way: the loaded profile is in “System Settings”.',
    ],
  },
  android: {
    heading: 'Set up Android',
    intro: 'Your device gets a password of its own. We show it to you right here.',
    button: 'Show the password',
    another: 'Show a password for one more device',
    steps: [
      'Get the “Thunderbird” app from the Play Store and open it.',
      'Add an account and enter your email address.',
      'Copy the password from this page and paste it in the app.',
      'Confirm with “Next”. Your mail is there.',
    ],
    scanHeading: 'Is this page open on another screen?',
    scanSteps: [
      'In Thunderbird choose “Import settings” and “Scan QR code”.',
      'Point the camera at this picture. Address, password and servers are then filled in.',
    ],
  },
  computer: {
    heading: 'Set up a computer',
    intro: 'Your mail program gets a password of its own. We show it to you right here.',
    button: 'Show the password',
    another: 'Show a password for one more device',
    steps: [
      'Open your mail program, such as Thunderbird, and add an account.',
      'Enter your name, your email address and the password from this page.',
      'The program finds the servers by itself. If not, they are further down on this page.',
      'Let it store the password. You do not need to remember it.',
    ],
    mac: 'On a Mac you can load the profile instead: choose “iPhone, iPad”.',
  },
  login: {
    heading: 'Your login',
    name: 'Name',
    address: 'Email address',
    user: 'User name',
    password: 'Password for this device',
    passwordHint: 'The hyphens belong to it. Capitals make no difference.',
    copy: 'Copy',
    copied: 'Copied',
    code: 'QR code with the login for Thunderbird',
    codeHint: 'For Thunderbird on a phone. Show this picture to nobody.',
  },
  servers: {
    heading: 'Servers to enter by hand',
    intro: 'Only needed when your app does not find the servers by itself.',
    imap: 'Incoming mail (IMAP)',
    smtp: 'Outgoing mail (SMTP)',
    host: 'Server',
    port: 'Port',
    security: 'Connection',
    securities: { implicit: 'SSL/TLS', starttls: 'STARTTLS' },
    authentication: 'Authentication',
    authenticationValue: 'Normal password',
  },
  deviceName: (kind, number) => (number === 1 ? devices[kind].name : `${devices[kind].name} (${number})`),
  profile: {
    title: (service) => service,
    description: (address) => `Sets up the mail of ${address} on this device.`,
  },
  trouble: {
    'link-gone': {
      heading: 'This link is no longer valid',
      text: [
        'It is good once, and for 14 days; after five wrong PINs it is blocked.',
        'Did you type the address? Then please compare it with the letter.',
        'Otherwise set up your device with the password in the letter, or ask us for a new letter.',
      ],
    },
    'ticket-gone': {
      heading: 'This page is no longer open',
      text: [
        'For your safety it closes after 30 minutes. Devices that you have set up stay set up.',
        'For more of them use the password in the letter, or ask us for a new letter.',
      ],
    },
    'too-many-devices': {
      heading: 'Those are very many devices',
      text: ['One letter cannot set up more of them. Please ask us for a new one.'],
    },
    'too-often': {
      heading: 'Those were too many tries',
      text: ['Please wait for an hour, then open the link in the letter once more.'],
    },
    'not-found': {
      heading: 'There is no such page',
      text: ['Please compare the address with your letter.'],
    },
    failed: {
      heading: 'That did not work',
      text: ['The mistake is ours. Please try again in a few minutes.'],
    },
  },
};
