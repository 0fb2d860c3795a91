import assert from 'node:assert/strict';
import { test } from 'node:test';
import { areInterfaces, speeds } from './speeds';

const way = { discards: 0, errors: 0, samples: 2 };
const counters = [
  { exporter: '192.0.2.1', if_index: 1, speed: 1e9, in: way, out: way },
  { exporter: '192.0.2.2', if_index: 1, speed: 1e8, in: way, out: way },
  { exporter: '192.0.2.2', if_index: 7, speed: 1e10, in: way, out: way },
  { exporter: '192.0.2.2', if_index: 8, in: way, out: way },
];
const column = (name: string) => ({ name, kind: 'number' as const });

test('a speed is that of the exporter and the interface', () => {
  const of = speeds([column('proto'), column('sampler_address'), column('out_if')], counters);
  assert.equal(of([6, '192.0.2.2', 1]), 1e8);
  assert.equal(of([6, '192.0.2.1', 7]), undefined);
  assert.equal(of([6, '192.0.2.2', 8]), undefined);
  assert.equal(of([6, '192.0.2.2', null]), undefined);
});

test('without the exporter a number has a speed where one interface alone has it', () => {
  const of = speeds([column('in_if')], counters);
  assert.equal(of([7]), 1e10);
  assert.equal(of([1]), undefined);
});

test('what is no interface has no speed', () => {
  assert.equal(areInterfaces(['src_addr/24', 'proto']), false);
  assert.equal(areInterfaces(['sampler_address', 'in_if']), true);
  assert.equal(speeds([column('src_addr')], counters)(['192.0.2.1']), undefined);
});
