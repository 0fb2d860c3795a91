/** Numbers as people read them: three figures, a decimal prefix, a unit. */

/** Between number and unit, where no line breaks. */
const space = '\u00a0';
/** Between thousands. */
const narrow = '\u202f';
const prefixes = ['', 'k', 'M', 'G', 'T', 'P', 'E'];

export type UnitName = 'use' | 'bps' | 'pps' | 'fps' | 'bytes' | 'packets' | 'flows';

export interface Unit {
  name: UnitName;
  label: string;
  symbol: string;
  /** What the API is asked for. */
  measure: 'bytes' | 'packets' | 'flows';
  /** Of the sum of a bucket. */
  factor: number;
  isRate: boolean;
  /** Of the speed of an interface, which is known of groups that are interfaces. */
  isShare?: boolean;
}

export const units: Record<UnitName, Unit> = {
  bps: { name: 'bps', label: 'Bits per second', symbol: 'bit/s', measure: 'bytes', factor: 8, isRate: true },
  pps: { name: 'pps', label: 'Packets per second', symbol: 'p/s', measure: 'packets', factor: 1, isRate: true },
  fps: { name: 'fps', label: 'Flows per second', symbol: '/s', measure: 'flows', factor: 1, isRate: true },
  bytes: { name: 'bytes', label: 'Bytes', symbol: 'B', measure: 'bytes', factor: 1, isRate: false },
  packets: { name: 'packets', label: 'Packets', symbol: '', measure: 'packets', factor: 1, isRate: false },
  flows: { name: 'flows', label: 'Flows', symbol: '', measure: 'flows', factor: 1, isRate: false },
  use: { name: 'use', label: '% of interface', symbol: '%', measure: 'bytes', factor: 8, isRate: true, isShare: true },
};

/** 1.23 M: three figures and a prefix. */
export function scaled(value: number): { number: string; prefix: string } {
  if (value === 0) return { number: '0', prefix: '' };
  let size = Math.abs(value);
  let power = 0;
  while (size >= 999.5 && power < prefixes.length - 1) {
    size /= 1000;
    power++;
  }
  const digits = power === 0 && Number.isInteger(value) ? 0 : size < 9.995 ? 2 : size < 99.95 ? 1 : 0;
  const shown = size.toFixed(digits);
  return { number: value < 0 ? `\u2212${shown}` : shown, prefix: prefixes[power]! };
}

export function quantity(value: number, symbol: string): string {
  const { number, prefix } = scaled(value);
  const unit = prefix + symbol;
  return unit ? number + space + unit : number;
}

export const bytes = (value: number) => quantity(value, 'B');
export const count = (value: number) => quantity(value, '');

export function percent(share: number): string {
  if (!Number.isFinite(share)) return '\u2013';
  const value = share * 100;
  return `${Math.abs(value) >= 99.95 || value === 0 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2)}${space}%`;
}

const countries = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/** The name of a country by its two letters (ISO 3166); undefined where they are nobody's. */
export function countryName(code: string): string | undefined {
  return /^[A-Z]{2}$/.test(code) ? countries.of(code) : undefined;
}

/** An amount in a unit: 1.2 Mbit/s, or 34 % of an interface. */
export const amount = (value: number, unit: Unit) => (unit.isShare ? percent(value) : quantity(value, unit.symbol));

/** How much more than before: +12 %. Undefined where there was next to nothing. */
export function change(now: number, before: number): string | undefined {
  // A day of which a few late records are all that is there compares with nothing.
  if (before <= 0 || now / before >= 100) return undefined;
  const value = Math.round((now / before - 1) * 100);
  const sign = value > 0 ? '+' : value < 0 ? '\u2212' : '\u00b1';
  return Math.abs(value) > 999 ? `×${Math.round(now / before)}` : `${sign}${Math.abs(value)}${space}%`;
}

export const plain = (value: number) => value.toLocaleString('en-US').replaceAll(',', narrow);

/** What a series is summed up as in a table. */
export interface Summary {
  min: number;
  average: number;
  max: number;
  p95: number;
  last: number;
  total: number;
}

/** Of values of equal buckets. The 95th percentile is the smallest value that 95 % of them do not exceed, as bills have it. */
export function summarize(values: number[], total: number): Summary {
  if (values.length === 0) return { min: 0, average: 0, max: 0, p95: 0, last: 0, total };
  const ordered = [...values].sort((a, b) => a - b);
  return {
    min: ordered[0]!,
    average: values.reduce((sum, value) => sum + value, 0) / values.length,
    max: ordered[ordered.length - 1]!,
    p95: ordered[Math.max(0, Math.ceil(0.95 * ordered.length) - 1)]!,
    last: values[values.length - 1]!,
    total,
  };
}
