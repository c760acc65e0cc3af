import assert from 'node:assert/strict';
import { emptyTrueType } from '../../../src/adapters/pdf/empty-truetype.js';

const sum = (octets: Buffer): number => {
  const padded = Buffer.concat([octets, Buffer.alloc(-octets.length & 3)]);
  let total = 0;
  for (let i = 0; i < padded.length; i += 4) total = (total + padded.readUInt32BE(i)) >>> 0;
  return total;
};

describe('the empty font file', () => {
  const file = emptyTrueType({ width: 500, ascent: 800, descent: -200 });
  const tables = new Map<string, Buffer>();
  for (let i = 0; i < file.readUInt16BE(4); i++) {
    const at = 12 + i * 16;
    const [offset, length] = [file.readUInt32BE(at + 8), file.readUInt32BE(at + 12)];
    tables.set(file.toString('latin1', at, at + 4), file.subarray(offset, offset + length));
  }

  it('has the tables that viewers ask for, in order, each with its checksum', () => {
    const tags = [...tables.keys()];
    assert.deepEqual(tags, ['OS/2', 'cmap', 'glyf', 'head', 'hhea', 'hmtx', 'loca', 'maxp', 'name', 'post']);
    for (let i = 0; i < tags.length; i++) {
      const at = 12 + i * 16;
      const table = Buffer.from(tables.get(tags[i]!)!);
      if (tags[i] === 'head') table.writeUInt32BE(0, 8);
      assert.equal(file.readUInt32BE(at + 4), sum(table), tags[i]);
    }
  });

  it('adds up to the number that OpenType asks for', () => assert.equal(sum(file), 0xb1b0afba));

  it('has tables of the lengths that their formats say', () => {
    const lengths = Object.fromEntries([...tables].map(([tag, table]) => [tag, table.length]));
    const { head, hhea, maxp, post } = lengths;
    assert.deepEqual(
      { head, hhea, maxp, post, os2: lengths['OS/2'] },
      { head: 54, hhea: 36, maxp: 32, post: 32, os2: 96 },
    );
  });
});
