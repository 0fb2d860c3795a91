import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Table } from './api';
import { reconcile } from './reconcile';

const table = (rows: (string | number | null)[][]) => ({ rows }) as unknown as Table;
const counters = (exporter: string, if_index: number, inBits?: number, speed?: number) => ({ exporter, if_index, speed, in: { bits_per_second: inBits, discards: 1, errors: 0, samples: 2 }, out: { discards: 2, errors: 3, samples: 0 } });

test('flows count the framing of their packets, and the difference is against counters', () => {
  // 1000 packets of 982 octets with 18 around each are 1,000,000 octets; counters say a tenth more.
  const [one] = reconcile(table([['192.0.2.1', 3, 982_000, 1000, 5]]), null, [counters('192.0.2.1', 3, 880_000, 8e6)], [], 10);
  assert.equal(one!.in.flows, 800_000);
  assert.equal(one!.in.difference!.toFixed(4), '-0.0909');
  assert.equal(one!.in.use, 0.11);
  assert.deepEqual([one!.discards, one!.errors], [3, 3]);
  assert.deepEqual(one!.out, { flows: undefined, counters: undefined, difference: undefined, use: undefined });
});

test('an interface is there by its flows, by its counters, or by its other direction alone', () => {
  const lines = reconcile(table([['192.0.2.1', 1, 1000, 1, 1], [null, 2, 5, 1, 1], ['192.0.2.1', null, 5, 1, 1]]), table([['192.0.2.1', 2, 9000, 1, 1]]), [counters('192.0.2.9', 4, 500)], [{ exporter: '192.0.2.1', index: 2, name: 'uplink', description: '' }], 1);
  assert.deepEqual(lines.map((one) => `${one.exporter} ${one.index} ${one.name?.name ?? ''}`.trim()), ['192.0.2.1 2 uplink', '192.0.2.1 1', '192.0.2.9 4']);
  // Too little passed for a difference to mean anything.
  assert.equal(lines[2]!.in.difference, undefined);
});

test('what counters saw and flows did not is missing whole', () => {
  assert.equal(reconcile(null, null, [counters('192.0.2.1', 1, 5000)], [], 60)[0]!.in.difference, -1);
});
