import type { Series } from './api';
import type { Unit } from './format';
import type { Span } from './time';

const hour = 3_600_000;

/** Means of each hour of the week over a range: by day, Monday first, and hour; undefined where the range has none of it. */
export function hoursOfWeek(answer: Pick<Series, 'times' | 'step' | 'all'>, span: Span, unit: Unit): { mean: number; hours: number }[][] {
  const cells = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => ({ sum: 0, ms: 0 })));
  answer.times.forEach((time, i) => {
    const at = new Date(time);
    const cell = cells[(at.getUTCDay() + 6) % 7]![at.getUTCHours()]!;
    // At the ends of the range a bucket is covered in part.
    const covered = Math.min(time + answer.step, span.to) - Math.max(time, span.from);
    if (covered <= 0) return;
    cell.sum += answer.all[i] ?? 0;
    cell.ms += covered;
  });
  return cells.map((day) => day.map(({ sum, ms }) => ({ mean: ms === 0 ? 0 : (sum * unit.factor * (unit.isRate ? 1000 : hour)) / ms, hours: ms / hour })));
}
