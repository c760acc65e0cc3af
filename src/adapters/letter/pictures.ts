/** The pictures beside the steps: SVG path data, lines in a square of 24 units. */
import type { LetterPicture } from '../../mail/letter-sheet.js';

const phone =
  'M8 2.5h8a1.5 1.5 0 0 1 1.5 1.5v16a1.5 1.5 0 0 1 -1.5 1.5h-8a1.5 1.5 0 0 1 -1.5 -1.5v-16a1.5 1.5 0 0 1 1.5 -1.5z';

export const pictures: Readonly<Record<LetterPicture, string>> = {
  device: `${phone} M10.5 18.5h3`,
  // The corners of a viewfinder around a code.
  scan:
    'M3 8v-4a1 1 0 0 1 1 -1h4 M16 3h4a1 1 0 0 1 1 1v4 M21 16v4a1 1 0 0 1 -1 1h-4 M8 21h-4a1 1 0 0 1 -1 -1v-4 ' +
    'M7.5 7.5h3v3h-3z M13.5 7.5h3v3h-3z M7.5 13.5h3v3h-3z M13.5 13.5h0.2 M16.5 16.5h0.2 M13.5 16.5h0.2 M16.5 13.5h0.2',
  type: 'M4 6.5h16a1.5 1.5 0 0 1 1.5 1.5v8a1.5 1.5 0 0 1 -1.5 1.5h-16a1.5 1.5 0 0 1 -1.5 -1.5v-8a1.5 1.5 0 0 1 1.5 -1.5z M6.5 10h0.2 M10 10h0.2 M13.5 10h0.2 M17 10h0.2 M8 14h8',
  // An envelope, opened, with its letter.
  read: 'M3 10.5l9 6l9 -6v9a1.5 1.5 0 0 1 -1.5 1.5h-15a1.5 1.5 0 0 1 -1.5 -1.5z M6 12.3v-8.3a1 1 0 0 1 1 -1h10a1 1 0 0 1 1 1v8.3 M9 7h6 M9 10.5h6',
};
