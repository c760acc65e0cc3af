/** Pages that are no letters. Millimetres and points, as they would be typed. */
import type { InventedLetter } from './invented-letter.js';

export const noLetters: readonly InventedLetter[] = [
  {
    title: 'rezept',
    sender: undefined,
    date: undefined,
    subject: undefined,
    print: [
      [25, 25, 12, 'Apfelkuchen vom Blech'],
      [25, 35, 11, ['200 g Butter', '150 g Zucker', '4 Eier', '300 g Mehl', '1 kg Äpfel']],
      [
        25,
        65,
        11,
        [
          'Butter und Zucker schaumig rühren, die Eier nach und nach zugeben und das Mehl unterheben.',
          'Den Teig auf ein Blech streichen, mit Äpfeln belegen und 40 Minuten bei 180 Grad backen.',
        ],
      ],
    ],
  },
  {
    title: 'buch',
    sender: undefined,
    date: undefined,
    subject: undefined,
    print: [
      [25, 20, 9, '142     Zweites Kapitel'],
      [
        25,
        30,
        11,
        [
          'Der Winter des Jahres 1788 war so kalt, daß die Vögel tot vom Himmel fielen, und am 14. Juli',
          '1789 erinnerte man sich in Paris noch daran. Die Preise stiegen, das Brot wurde knapp, und',
          'in den Gassen sprach man von nichts anderem. Der alte Graf saß am Fenster und schrieb an',
          'seine Tochter, die Bank von England werde die Wechsel nicht annehmen, wenn nicht der König',
          'selbst für sie bürge. So verging der Januar, und es kam der März 1790 mit seinem Schlamm.',
        ],
      ],
    ],
  },
  {
    title: 'agb',
    sender: undefined,
    date: '2026-05-01',
    subject: 'Allgemeine Geschäftsbedingungen',
    print: [
      [25, 15, 14, 'Allgemeine Geschäftsbedingungen'],
      [25, 24, 9, 'der Fonova Mobilfunk GmbH, Stand 01.05.2026'],
      [
        25,
        35,
        8,
        [
          '1. Geltung. Diese Bedingungen gelten für alle Verträge, die der Kunde mit dem Anbieter schließt, sofern nichts anderes',
          'vereinbart ist. 2. Vertragsschluss. Der Vertrag kommt mit der Annahme durch den Anbieter zustande, spätestens mit der',
          'Freischaltung. 3. Preise. Es gelten die Preise der jeweils gültigen Liste, die der Kunde im Internet einsehen kann.',
        ],
      ],
    ],
  },
];
