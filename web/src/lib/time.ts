/** Ranges of time as people write them, the same words that the command line takes. All times are UTC. */

export interface Span {
  /** Milliseconds since 1970. */
  from: number;
  to: number;
}

const second = 1000;
const units: Record<string, number> = { s: second, m: 60 * second, h: 3600 * second, d: 86_400 * second, w: 604_800 * second };

export const presets: { since: string; label: string; title: string }[] = [
  { since: '-15m', label: '15m', title: 'Last 15 minutes' },
  { since: '-1h', label: '1h', title: 'Last hour' },
  { since: '-6h', label: '6h', title: 'Last 6 hours' },
  { since: '-24h', label: '24h', title: 'Last 24 hours' },
  { since: '-7d', label: '7d', title: 'Last 7 days' },
  { since: '-30d', label: '30d', title: 'Last 30 days' },
];

/** A time as written: now, today, yesterday, -1h, 2026-11-20, 2026-11-20 08:00, RFC 3339. Undefined where it is none. */
export function parseTime(text: string, now: number): number | undefined {
  const word = text.trim().toLowerCase();
  const day = Math.floor(now / units['d']!) * units['d']!;
  if (word === '' || word === 'now') return now;
  if (word === 'today') return day;
  if (word === 'yesterday') return day - units['d']!;
  const ago = /^-(\d{1,6})([smhdw])$/.exec(word);
  if (ago) return now - Number(ago[1]) * units[ago[2]!]!;
  if (!/^\d{4}-\d{2}-\d{2}([t ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(z|[+-]\d{2}:\d{2})?)?$/.test(word)) return undefined;
  let iso = word.replace(' ', 'T').toUpperCase();
  if (iso.length > 10 && !/(Z|[+-]\d{2}:\d{2})$/.test(iso)) iso += 'Z';
  const time = Date.parse(iso);
  return Number.isNaN(time) ? undefined : time;
}

/** Both ends of a range; undefined where one is wrong or they are not in order. */
export function parseSpan(since: string, until: string, now: number): Span | undefined {
  const from = parseTime(since, now);
  const to = parseTime(until, now);
  return from !== undefined && to !== undefined && from < to ? { from, to } : undefined;
}

/** What the API takes. */
export function toParameters(span: Span): { since: string; until: string } {
  return { since: new Date(span.from).toISOString(), until: new Date(span.to).toISOString() };
}

const two = (n: number) => String(n).padStart(2, '0');

/** 2026-11-20 08:00, with seconds where they are not zero. */
export function formatTime(ms: number, seconds: 'always' | 'needed' | 'never' = 'needed'): string {
  const t = new Date(ms);
  const text = `${t.getUTCFullYear()}-${two(t.getUTCMonth() + 1)}-${two(t.getUTCDate())} ${two(t.getUTCHours())}:${two(t.getUTCMinutes())}`;
  const shown = seconds === 'always' || (seconds === 'needed' && t.getUTCSeconds() !== 0);
  return shown ? `${text}:${two(t.getUTCSeconds())}` : text;
}

/** The time of day, and the day where the range has more than one. */
export function formatAxis(ms: number, range: number): string {
  const t = new Date(ms);
  const clock = `${two(t.getUTCHours())}:${two(t.getUTCMinutes())}${range <= 600_000 ? ':' + two(t.getUTCSeconds()) : ''}`;
  const day = `${two(t.getUTCDate())} ${t.toLocaleString('en', { month: 'short', timeZone: 'UTC' })}`;
  if (range <= 86_400_000) return clock;
  return t.getUTCHours() === 0 && t.getUTCMinutes() === 0 ? day : range > 5 * 86_400_000 ? day : clock;
}

/** A range in words: the preset's, or both ends. */
export function describe(since: string, until: string): string {
  if (until === '' || until === 'now') {
    const preset = presets.find((p) => p.since === since);
    if (preset) return preset.title;
    if (since === 'today') return 'Today';
    if (/^-\d+[smhdw]$/.test(since)) return `Last ${since.slice(1)}`;
    return `Since ${since}`;
  }
  if (since === 'yesterday' && until === 'today') return 'Yesterday';
  return `${since} – ${until}`;
}

/** How long ago, in the largest unit: 3 s ago. */
export function ago(ms: number, now: number): string {
  const passed = Math.max(0, now - ms) / 1000;
  if (passed < 60) return `${Math.floor(passed)} s ago`;
  if (passed < 3600) return `${Math.floor(passed / 60)} min ago`;
  if (passed < 172_800) return `${Math.floor(passed / 3600)} h ago`;
  return `${Math.floor(passed / 86_400)} d ago`;
}

/** A length of time in its two largest units: 2 d 4 h. */
export function duration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const parts: [number, string][] = [[86_400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']];
  let rest = Math.round(seconds);
  const shown: string[] = [];
  for (const [unit, name] of parts) {
    if (rest >= unit && shown.length < 2) shown.push(`${Math.floor(rest / unit)} ${name}`);
    rest %= unit;
  }
  return shown.join(' ');
}
