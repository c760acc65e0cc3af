/** What customers read when a password of theirs is used with another mail app for the first time. */
import type { Language } from '../mail/accounts.js';
import { newDeviceDe } from './new-device-de.js';
import { newDeviceEn } from './new-device-en.js';

export interface NewDeviceTexts {
  readonly subject: (client: string) => string;
  /** @param day as `Texts.date` writes it. @param device whose password it is; empty for the account's own */
  readonly used: (client: string, day: string, device: string) => string;
  readonly you: string;
  readonly notYou: string;
}

const all: Readonly<Record<Language, NewDeviceTexts>> = { de: newDeviceDe, en: newDeviceEn };

export function newDeviceTexts(language: Language): NewDeviceTexts {
  return all[language];
}
