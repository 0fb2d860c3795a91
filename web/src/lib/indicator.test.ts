import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shownIn, targetOf } from './indicator';

const one = { name: '', title: '', meaning: '', value: null, state: 'unknown' as const, note: '' };

test('a ratio that is nearly all is told by what is missing, and never rounded up to all', () => {
  assert.equal(shownIn('ratio', 0.999), '99.9\u00a0%');
  assert.equal(shownIn('ratio', 0.9999999), '99.999\u00a0%');
  assert.equal(shownIn('ratio', 1), '100\u00a0%');
  assert.equal(shownIn('ratio', 0.5), '50.0\u00a0%');
});

test('days are years where they are many', () => {
  assert.equal(shownIn('days', 29.6), '30\u00a0days');
  assert.equal(shownIn('days', 1000), '2.7\u00a0years');
  assert.equal(shownIn('days', 36_500), 'over\u00a010 years');
});

test('a target says what is wanted', () => {
  assert.equal(targetOf({ ...one, unit: 'seconds', target: 60, wanted: 'at-most' }), 'at most 1 min');
  assert.equal(targetOf({ ...one, unit: 'segments', target: 5, wanted: 'at-most' }), 'at most 5');
});
