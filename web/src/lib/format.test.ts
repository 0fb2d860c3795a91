import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, change, count, countryName, percent, quantity, summarize } from './format';

const space = '\u00a0';

test('numbers have three figures, a prefix and a unit', () => {
  assert.equal(quantity(0, 'bit/s'), `0${space}bit/s`);
  assert.equal(quantity(999, 'bit/s'), `999${space}bit/s`);
  assert.equal(quantity(1234, 'bit/s'), `1.23${space}kbit/s`);
  assert.equal(quantity(999_600, 'B'), `1.00${space}MB`);
  assert.equal(bytes(12_345_678), `12.3${space}MB`);
  assert.equal(count(18_446_744_073_709_551_615), `18.4${space}E`);
});

test('shares and changes', () => {
  assert.equal(percent(0.5), `50.0${space}%`);
  assert.equal(percent(1), `100${space}%`);
  assert.equal(change(112, 100), `+12${space}%`);
  assert.equal(change(50, 100), `\u221250${space}%`);
  assert.equal(change(9900, 100), '×99');
  assert.equal(change(10_000, 100), undefined);
  assert.equal(change(5, 0), undefined);
});

test('countries have names where their letters are somebody\'s', () => {
  assert.equal(countryName('DE'), 'Germany');
  assert.equal(countryName('NL'), 'Netherlands');
  for (const nobody of ['QM', 'A1', 'de', '', 'DEU', '<b']) assert.equal(countryName(nobody), undefined);
});

test('the 95th percentile is the value that 95 of 100 do not exceed', () => {
  const values = Array.from({ length: 100 }, (_, i) => 100 - i);
  assert.deepEqual(summarize(values, 5050), { min: 1, average: 50.5, max: 100, p95: 95, last: 1, total: 5050 });
  assert.equal(summarize([], 0).p95, 0);
});
