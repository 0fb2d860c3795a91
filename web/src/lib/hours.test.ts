import assert from 'node:assert/strict';
import { test } from 'node:test';
import { units } from './format';
import { hoursOfWeek } from './hours';

const hour = 3_600_000;
const monday = Date.UTC(2026, 10, 9);

test('an hour of the week is the mean of its hours', () => {
  const times = Array.from({ length: 14 * 24 }, (_, i) => monday + i * hour);
  // The second week has twice as much, and Wednesdays at 15 nothing but that.
  const all = times.map((_, i) => (i % 168 === 2 * 24 + 15 ? 3600 * (i < 168 ? 1 : 2) : 0));
  const week = hoursOfWeek({ times, step: hour, all }, { from: monday, to: monday + 14 * 24 * hour }, units.bps);
  assert.deepEqual(week[2]![15], { mean: 12, hours: 2 });
  assert.equal(week.flat().filter((cell) => cell.mean > 0).length, 1);
  assert.equal(hoursOfWeek({ times, step: hour, all }, { from: monday, to: monday + 14 * 24 * hour }, units.bytes)[2]![15]!.mean, 5400);
});

test('an hour that a range covers in part counts for that part', () => {
  const week = hoursOfWeek({ times: [monday + 8 * hour, monday + 9 * hour], step: hour, all: [900, 3600] }, { from: monday + 8.75 * hour, to: monday + 10 * hour }, units.fps);
  assert.deepEqual(week[0]![8], { mean: 1, hours: 0.25 });
  assert.deepEqual(week[0]![9], { mean: 1, hours: 1 });
  assert.equal(week[6]![23]!.hours, 0);
});
