import assert from 'node:assert/strict';
import fc from 'fast-check';
import { OctetBuilder, OctetQueue } from '../../../src/wire/imap/octet-queue.js';

describe('wire/imap/octet-queue', () => {
  it('gives back what was pushed, in order, and never changes what it gave', () => {
    const step = fc.oneof(
      fc.record({ push: fc.oneof(fc.uint8Array({ maxLength: 20 }), fc.constantFrom(new Uint8Array(1500).fill(7))) }),
      fc.record({ read: fc.integer({ min: 1, max: 3000 }) }),
      fc.constant({ clear: true as const }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const queue = new OctetQueue();
        let model = Buffer.alloc(0);
        const given: [Buffer, Buffer][] = [];
        for (const action of steps) {
          if ('push' in action) {
            queue.push(Buffer.from(action.push));
            model = Buffer.concat([model, action.push]);
          } else if ('read' in action) {
            const octets = queue.peek(action.read);
            assert.ok(octets.length <= action.read);
            assert.equal(octets.length === 0, model.length === 0);
            assert.deepEqual(octets, model.subarray(0, octets.length));
            given.push([octets, Buffer.from(octets)]);
            queue.skip(octets.length);
            model = model.subarray(octets.length);
          } else {
            queue.clear();
            model = Buffer.alloc(0);
          }
          assert.equal(queue.length, model.length);
        }
        for (const [octets, copy] of given) assert.deepEqual(octets, copy);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps few blocks behind that are read', () => {
    const queue = new OctetQueue();
    for (let i = 0; i < 300; i += 1) queue.push(Buffer.alloc(1024, i));
    for (let i = 0; i < 300; i += 1) {
      assert.deepEqual(queue.peek(), Buffer.alloc(1024, i));
      queue.skip(1024);
    }
    assert.equal(queue.length, 0);
  });

  it('puts pieces together, and starts again after it was taken', () => {
    const builder = new OctetBuilder();
    for (let i = 0; i < 1000; i += 1) builder.append(Buffer.from([i & 0xff]));
    assert.equal(builder.length, 1000);
    const first = builder.take();
    builder.append(Buffer.from('x'));
    assert.deepEqual(first, Buffer.from(Array.from({ length: 1000 }, (_, i) => i & 0xff)));
    assert.deepEqual(builder.take(), Buffer.from('x'));
    assert.equal(builder.take().length, 0);
  });
});
