import type { Indicator } from './api';
import { percent, plain } from './format';
import { duration } from './time';

/** A number of an indicator in its unit. */
export function shownIn(unit: Indicator['unit'], value: number): string {
  switch (unit) {
    // Of ratios that are nearly all or nearly nothing the rest is what matters.
    case 'ratio': return value > 0.99 && value < 1 ? `${Math.floor(value * 100_000) / 1000}\u00a0%` : percent(value);
    case 'seconds': return duration(value);
    case 'days': return value >= 3650 ? 'over\u00a010 years' : value >= 730 ? `${(value / 365).toFixed(1)}\u00a0years` : `${plain(Math.round(value))}\u00a0days`;
    case 'segments': return plain(value);
  }
}

export const targetOf = (one: Indicator) => `${one.wanted === 'at-most' ? 'at most' : 'at least'} ${shownIn(one.unit, one.target)}`;
