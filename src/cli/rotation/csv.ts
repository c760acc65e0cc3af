/** Comma-separated values (RFC 4180), as spreadsheets write and read them. */

/** A cell that begins so would be taken for a formula: it gets an apostrophe, which spreadsheets do not show. */
const formula = /^[=+\-@\t\r]/;

export function formatCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(text: string): string {
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",;\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * Rows of cells; comma or semicolon, whichever comes first in the first line that is not blank. Blank lines are left out.
 * @throws RangeError: quotes that are not closed
 */
export function parseCsv(text: string): readonly (readonly string[])[] {
  const source = text.replace(/^\ufeff/, '');
  const separator = /^[^,;\r\n]*;/.test(source.trimStart()) ? ';' : ',';
  const rows: string[][] = [];
  let row: string[] = [];
  const value = new RegExp(`(?:"((?:[^"]|"")*)"[ \\t]*|([^${separator}\\r\\n"]*))(${separator}|\\r\\n|\\n|\\r|$)`, 'y');
  while (value.lastIndex < source.length) {
    const match = value.exec(source);
    if (!match) throw new RangeError(`Line ${rows.length + 1} of the list is not CSV: check its quotes.`);
    const [, quoted, plain = '', end] = match;
    row.push((quoted === undefined ? plain : quoted.replaceAll('""', '"')).trim());
    if (end === separator && value.lastIndex < source.length) continue;
    if (row.some((each) => each !== '')) rows.push(row);
    row = [];
  }
  return rows;
}
