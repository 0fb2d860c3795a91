import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Table, Value } from './api';
import { ring } from './ring';

const text = (_: unknown, value: Value) => String(value);
const table = (names: [string, string], rows: (string | number)[][]): Table => ({
  range: { since: null, until: null },
  columns: [{ name: names[0], kind: 'text' }, { name: names[1], kind: 'text' }, { name: 'bytes', kind: 'octets' }, { name: 'packets', kind: 'count' }, { name: 'flows', kind: 'count' }],
  rows,
  totals: { flows: 0, bytes: 0, packets: 0 },
  sql: { text: '', parameters: [] },
});

test('an end that sends and is sent to is one node', () => {
  const { nodes, links } = ring(table(['src_addr/24', 'dst_addr/24'], [['a', 'b', 10, 1, 1], ['b', 'a', 4, 1, 1], ['a', 'a', 2, 1, 1]]), 'bytes', text);
  assert.deepEqual(nodes, ['a', 'b']);
  assert.deepEqual(links.map((link) => [link.source, link.target, link.value]), [['a', 'b', 10], ['b', 'a', 4], ['a', 'a', 2]]);
});

test('dimensions that are not two ends of one thing keep their nodes apart', () => {
  assert.deepEqual(ring(table(['src_addr', 'application_name'], [['a', 'a', 10, 1, 1]]), 'bytes', text).nodes, ['a', '→ a']);
});

test('rows that differ only between the ends are one link', () => {
  const answer = table(['src_as', 'dst_as'], [['a', 'b', 10, 1, 2], ['a', 'b', 5, 1, 3]]);
  assert.deepEqual(ring(answer, 'flows', text).links, [{ source: 'a', target: 'b', value: 5 }]);
});
