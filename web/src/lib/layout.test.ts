import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layout, type Box } from './layout';

const boxes = (count: number): Box[] => Array.from({ length: count }, (_, i) => ({ id: `n${i}`, half: 40 + (i % 5) * 8, above: 6 + (i % 7), below: 24 }));
const springs = (count: number) => Array.from({ length: count - 1 }, (_, i) => ({ a: `n${i + 1}`, b: `n${i % 4}` }));

test('no box lies over another, and all are within the frame', () => {
  for (const count of [1, 2, 20, 60]) {
    const all = boxes(count);
    const places = layout(all, springs(count), 1100, 620);
    for (const box of all) {
      const { x, y } = places.get(box.id)!;
      assert.ok(x >= box.half && x <= 1100 - box.half && y >= box.above && y <= 620 - box.below, `${box.id} of ${count} at ${x}, ${y}`);
      for (const other of all) {
        if (other.id >= box.id) continue;
        const at = places.get(other.id)!;
        const [above, below] = y < at.y ? [{ y, box }, { y: at.y, box: other }] : [{ y: at.y, box: other }, { y, box }];
        assert.ok(Math.abs(x - at.x) >= box.half + other.half - 0.5 || below.y - below.box.above >= above.y + above.box.below - 0.5, `${box.id} over ${other.id} of ${count}`);
      }
    }
  }
});

test('the same graph has the same places', () => {
  assert.deepEqual(layout(boxes(30), springs(30), 900, 600), layout(boxes(30), springs(30), 900, 600));
});

test('who was there before stays about there', () => {
  const first = layout(boxes(30), springs(30), 1100, 620);
  const second = layout(boxes(31), springs(31), 1100, 620, first);
  const moved = [...first].map(([id, at]) => Math.hypot(second.get(id)!.x - at.x, second.get(id)!.y - at.y)).sort((a, b) => a - b);
  assert.ok(moved[15]! < 60, `half moved more than ${moved[15]}`);
});

test('what is linked to nothing, to itself or to what is not there has a place', () => {
  const places = layout(boxes(3), [{ a: 'n0', b: 'n0' }, { a: 'n1', b: 'gone' }], 400, 300);
  for (const { x, y } of places.values()) assert.ok(Number.isFinite(x) && Number.isFinite(y));
});
