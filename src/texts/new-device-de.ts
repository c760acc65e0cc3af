/** German texts about a new mail app. */
import type { NewDeviceTexts } from './new-device.js';

export const newDeviceDe: NewDeviceTexts = {
  subject: (client) => `Neue Mail-App angemeldet: ${client}`,
  used: (client, day, device) =>
    device === ''
      ? `Am ${day} hat sich die Mail-App ${client} zum ersten Mal mit dem Passwort Ihres Kontos angemeldet.`
      : `Am ${day} hat sich die Mail-App ${client} zum ersten Mal mit dem Passwort für „${device}“ angemeldet.`,
  you: 'Waren Sie das, zum Beispiel mit einem neuen Gerät? Dann brauchen Sie nichts zu tun.',
  notYou:
    'Waren Sie es nicht? Dann rufen Sie uns bitte gleich an. Sie bekommen sofort ein neues Passwort, und das alte gilt nicht mehr.',
};
