/** Where things stand on the page: A4, DIN 5008 form B, in millimetres from the top left corner. */

/** PDF points of a millimetre. */
export const mm = 72 / 25.4;

export const left = 25;
export const right = 190;
export const textWidth = right - left;

/** The field that shows in a window: 20 from the left, 45 from the top, 85 × 45. */
export const windowField = { x: 20, y: 45, width: 85, height: 45 } as const;
/** Its lower part, for the address; what stands above ends 17.7 below the top of the field. */
export const addressZone = { x: left, y: windowField.y + 17.7, width: 77, height: 27.3 } as const;

/** Where the sheet is folded for an envelope of 110 × 220, and where it is punched: marked at the edge. */
export const marks = [
  { y: 105, length: 4 },
  { y: 148.5, length: 6 },
  { y: 210, length: 4 },
] as const;

/** Where subject and text begin: below the field and the lines beside it. */
export const bodyTop = 97;
