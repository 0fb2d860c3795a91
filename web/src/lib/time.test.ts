import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describe, duration, formatAxis, formatTime, parseSpan, parseTime } from './time';

const now = Date.UTC(2026, 10, 20, 14, 30, 15);

test('times are read as the command line reads them', () => {
  assert.equal(parseTime('now', now), now);
  assert.equal(parseTime('-90m', now), now - 5_400_000);
  assert.equal(parseTime('today', now), Date.UTC(2026, 10, 20));
  assert.equal(parseTime(' Yesterday ', now), Date.UTC(2026, 10, 19));
  assert.equal(parseTime('2026-11-20', now), Date.UTC(2026, 10, 20));
  assert.equal(parseTime('2026-11-20 08:00', now), Date.UTC(2026, 10, 20, 8));
  assert.equal(parseTime('2026-11-20T08:00:01.5+02:00', now), Date.UTC(2026, 10, 20, 6, 0, 1, 500));
});

test('what is no time is none', () => {
  for (const text of ['soon', '-h', '20/11/2026', '2026-13-01', '-1x', '<script>']) assert.equal(parseTime(text, now), undefined, text);
});

test('a range whose ends are in the wrong order is none', () => {
  assert.deepEqual(parseSpan('-1h', 'now', now), { from: now - 3_600_000, to: now });
  assert.equal(parseSpan('now', '-1h', now), undefined);
});

test('ranges are told in words', () => {
  assert.equal(describe('-1h', 'now'), 'Last hour');
  assert.equal(describe('-2h', 'now'), 'Last 2h');
  assert.equal(describe('yesterday', 'today'), 'Yesterday');
  assert.equal(describe('2026-11-20 08:00', '2026-11-20 09:00'), '2026-11-20 08:00 – 2026-11-20 09:00');
});

test('times are shown in UTC', () => {
  assert.equal(formatTime(now), '2026-11-20 14:30:15');
  assert.equal(formatTime(now, 'never'), '2026-11-20 14:30');
  assert.equal(formatAxis(now, 3_600_000), '14:30');
  assert.equal(formatAxis(now, 60_000), '14:30:15');
  assert.equal(formatAxis(Date.UTC(2026, 10, 20), 172_800_000), '20 Nov');
});

test('lengths of time have two units at most', () => {
  assert.equal(duration(0.25), '250 ms');
  assert.equal(duration(59), '59 s');
  assert.equal(duration(93_784), '1 d 2 h');
});
