/** English texts about a new mail app. */
import type { NewDeviceTexts } from './new-device.js';

export const newDeviceEn: NewDeviceTexts = {
  subject: (client) => `New mail app signed in: ${client}`,
  used: (client, day, device) =>
    device === ''
      ? `On ${day} the mail app ${client} signed in with the password of your account for the first time.`
      : `On ${day} the mail app ${client} signed in with the password for “${device}” for the first time.`,
  you: 'Was this you, with a new device perhaps? Then there is nothing for you to do.',
  notYou:
    'Was it not you? Then please call us right away. You get a new password at once, and the old one is no longer valid.',
};
