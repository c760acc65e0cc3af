/** A TrueType file of two empty glyphs, with the tables that a PDF viewer asks for (OpenType 1.9; ISO 32000-1 §9.9). */

const unitsPerEm = 1000;

/** @param metrics in thousandths of the font size */
export function emptyTrueType(metrics: { width: number; ascent: number; descent: number }): Buffer {
  const { width, ascent, descent } = metrics;
  const tables: [string, Buffer][] = [
    ['OS/2', os2(width, ascent, descent)],
    ['cmap', cmap()],
    ['glyf', Buffer.alloc(4)],
    ['head', head(width, ascent, descent)],
    ['hhea', i16(1, 0, ascent, descent, 0, width, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2)],
    ['hmtx', i16(width, 0, width, 0)],
    // Both glyphs begin and end at the start of glyf.
    ['loca', i16(0, 0, 0)],
    ['maxp', i16(1, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)],
    ['name', name()],
    ['post', Buffer.concat([u32(0x00030000, 0), i16(0, 0), u32(1, 0, 0, 0, 0)])],
  ];
  const count = tables.length;
  const log = Math.floor(Math.log2(count));
  const header = Buffer.concat([u32(0x00010000), i16(count, 16 << log, log, count * 16 - (16 << log))]);
  const directory: Buffer[] = [];
  const bodies: Buffer[] = [];
  let offset = header.length + count * 16;
  let headAt = 0;
  for (const [tag, body] of tables) {
    if (tag === 'head') headAt = offset;
    directory.push(Buffer.from(tag, 'latin1'), u32(checksum(body), offset, body.length));
    const padded = Buffer.concat([body, Buffer.alloc(-body.length & 3)]);
    bodies.push(padded);
    offset += padded.length;
  }
  const file = Buffer.concat([header, ...directory, ...bodies]);
  // head.checkSumAdjustment makes the whole file's sum 0xB1B0AFBA.
  file.writeUInt32BE((0xb1b0afba - checksum(file)) >>> 0, headAt + 8);
  return file;
}

function i16(...values: number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 2);
  values.forEach((value, i) => buffer.writeUInt16BE(value & 0xffff, i * 2));
  return buffer;
}

function u32(...values: number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 4);
  values.forEach((value, i) => buffer.writeUInt32BE(value >>> 0, i * 4));
  return buffer;
}

function checksum(table: Buffer): number {
  let sum = 0;
  for (let i = 0; i < table.length; i += 4) {
    const left = table.subarray(i, i + 4);
    sum =
      (sum +
        (left.length === 4
          ? left.readUInt32BE()
          : Buffer.concat([left, Buffer.alloc(4 - left.length)]).readUInt32BE())) >>>
      0;
  }
  return sum;
}

function head(width: number, ascent: number, descent: number): Buffer {
  return Buffer.concat([
    u32(0x00010000, 0x00010000, 0, 0x5f0f3cf5),
    i16(0, unitsPerEm),
    // Created and modified: never, so that the same text gives the same octets.
    u32(0, 0, 0, 0),
    i16(0, descent, width, ascent, 0, 8, 2, 0, 0),
  ]);
}

function os2(width: number, ascent: number, descent: number): Buffer {
  return Buffer.concat([
    i16(3, width, 400, 5, 0),
    i16(650, 600, 0, 75, 650, 600, 0, 350, 50, 300, 0),
    Buffer.alloc(10),
    u32(1, 0, 0, 0),
    Buffer.from('NONE', 'latin1'),
    i16(0x40, 0x20, 0xfffd, ascent, descent, 0, ascent, -descent),
    u32(1, 0),
    i16(500, ascent, 0, 0x20, 1),
  ]);
}

/** Format 4 with one segment: the blank is glyph 1. */
function cmap(): Buffer {
  const format4 = i16(4, 32, 0, 4, 4, 1, 0, 0x20, 0xffff, 0, 0x20, 0xffff, (1 - 0x20) & 0xffff, 1, 0, 0);
  return Buffer.concat([i16(0, 1, 3, 1), u32(12), format4]);
}

function name(): Buffer {
  const text = Buffer.from('GlyphLess', 'utf16le').swap16();
  const records = [1, 4, 6].map((id) => i16(3, 1, 0x409, id, text.length, 0));
  return Buffer.concat([i16(0, records.length, 6 + records.length * 12), ...records, text]);
}
