/** A QR code (ISO/IEC 18004) as SVG inside the page: no picture to fetch, and sharp at any size. */
import { html } from 'hono/html';
import { encodeQR } from 'qr';
import type { Markup } from './page.js';

/** Modules of white around it, which readers need. */
const quietZone = 4;

/** @param label what it is, for those who do not see it */
export function qrPicture(text: string, label: string): Markup {
  const rows = encodeQR(text, 'raw', { border: quietZone, ecc: 'medium' });
  const size = rows.length;
  const path = rows
    .flatMap((row, y) => darkRuns(row).map(({ from, length }) => `M${from} ${y}h${length}v1h-${length}z`))
    .join('');
  // Black on white also in dark mode: many readers take nothing else.
  return html`<svg
    class="qr"
    role="img"
    aria-label="${label}"
    viewBox="0 0 ${size} ${size}"
    shape-rendering="crispEdges"
  >
    <rect width="${size}" height="${size}" fill="#fff" />
    <path d="${path}" fill="#000" />
  </svg>`;
}

function darkRuns(row: readonly boolean[]): readonly { readonly from: number; readonly length: number }[] {
  const runs: { from: number; length: number }[] = [];
  for (const [x, dark] of row.entries()) {
    const last = runs.at(-1);
    if (!dark) continue;
    if (last && last.from + last.length === x) last.length += 1;
    else runs.push({ from: x, length: 1 });
  }
  return runs;
}
