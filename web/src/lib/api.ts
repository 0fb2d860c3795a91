/** The API of the program that served this page. One function asks; the types are what it answers. */

export interface Column {
  name: string;
  kind: Kind;
}

export type Kind =
  | 'octets' | 'count' | 'time' | 'protocol' | 'tcp-flags' | 'text' | 'address' | 'prefix' | 'number' | 'real' | 'duration';

export type Value = string | number | null;

export interface Range {
  since: number | null;
  until: number | null;
}

export interface Totals {
  flows: number;
  bytes: number;
  packets: number;
  scaled?: number;
  unknown_rate?: number;
}

export interface Sql {
  text: string;
  parameters: (string | number)[];
}

export interface Table {
  range: Range;
  columns: Column[];
  rows: Value[][];
  totals: Totals;
  sql: Sql;
}

export interface Series {
  range: Range;
  /** Milliseconds of a bucket. */
  step: number;
  /** Where each bucket begins: milliseconds since 1970. */
  times: number[];
  columns: Column[];
  /** The largest groups, largest first; a value for each bucket. */
  series: { key: Value[]; values: number[] }[];
  /** Everything that matches, and what of it is in none of the groups. */
  all: number[];
  others: number[];
  totals: Totals;
  sql: Sql;
  /** What came back, where that was asked for: the same groups in the same order, of the other end. */
  reverse?: { columns: Column[]; series: { key: Value[]; values: number[] }[]; all: number[]; others: number[]; totals: Totals };
}

export interface Matrix {
  rows: { columns: Column[]; groups: Value[][] };
  across: { columns: Column[]; groups: Value[][] };
  /** A row for each group and a last one for the others, and so the columns; null where nothing is. */
  cells: (number | null)[][];
  totals: Totals;
  sql: Sql;
}

export interface Explanation {
  files: number;
  files_in_all: number;
  octets: number;
  sums: string[];
  sql: Sql;
  engine: string;
}

export interface InterfaceCounters {
  exporter: string;
  if_index: number;
  speed?: number;
  in: { bits_per_second?: number; packets_per_second?: number; discards: number; errors: number; samples: number };
  out: { bits_per_second?: number; packets_per_second?: number; discards: number; errors: number; samples: number };
}

/** Something that somebody should look at, and what to do. */
export interface Finding {
  kind: string;
  severity: 'loss' | 'warning';
  title: string;
  /** Whom or what it is of; empty for viewers. */
  detail: string;
  advice: string;
  link: string;
}

/** How well one thing goes, and how well it should. */
export interface Indicator {
  name: string;
  title: string;
  meaning: string;
  unit: 'ratio' | 'seconds' | 'segments' | 'days';
  value: number | null;
  target: number;
  wanted: 'at-most' | 'at-least';
  state: 'met' | 'missed' | 'unknown';
  note: string;
}

export interface Archive {
  octets: number;
  disk_octets: number;
  free_octets: number;
  tables: { table: string; days: number; hours: number; files: number; compact: number; rows: number; bytes: number; oldest: number; newest: number }[];
}

/** Bits a second of an interface in buckets, by its counters; null where nothing was told. */
export interface CounterSeries {
  step: number;
  times: number[];
  in: (number | null)[];
  out: (number | null)[];
}

/** An exporter as the collector knows it: one for each protocol and domain. */
export interface Exporter {
  exporter: string;
  state: 'up' | 'silent' | 'loses' | 'ended';
  protocol: string;
  transport: string;
  domain: number;
  port: number;
  'first-seen': string;
  'last-seen': string;
  datagrams: number;
  octets: number;
  records: number;
  'records-per-second': number;
  'datagrams-per-second': number;
  templates: number;
  'options-templates': number;
  interfaces: number;
  'sampling-rate': number | null;
  'sampling-told-by': string;
  'counted-by': string;
  received: number;
  lost: number;
  'loss-ratio': number;
  late: number;
  repeated: number;
  restarts: number;
  'lost-samples': number;
  /** Messages, sets, templates and data sets that could not be decoded; and by reason. */
  'decode-errors': number;
  'not-decoded': Record<string, number>;
  'clock-ahead-seconds': number | null;
  'export-delay-seconds': number | null;
}

export interface Template {
  exporter: string;
  protocol: string;
  domain: number;
  id: number;
  of: 'flows' | 'options';
  'last-told': string;
  'age-seconds': number;
  fields: string;
}

/** What the collector answers of lists where nothing collects. */
export interface NotConfigured {
  status: string;
}

export interface NamedInterface {
  exporter: string;
  index: number;
  name: string;
  description: string;
}

export interface Field extends Column {
  role: 'dimension' | 'measure';
  words: string | null;
  description: string;
  absent: string;
}

export interface Fields {
  columns: Field[];
  protocols: Record<string, string>;
}

export type Check = { ok: true } | { ok: false; error: string; start: number; length: number };

export interface Completion {
  start: number;
  length: number;
  candidates: { text: string; kind: string; meaning: string }[];
}

export interface Tick {
  now: number;
  datagrams?: number;
  records?: number;
  drops?: number;
  'pending-segments'?: number;
  exporters?: number;
  'exporters-up'?: number;
  'records-per-second'?: number;
  'datagrams-per-second'?: number;
  lost?: number;
  flows: LiveFlow[];
}

export interface LiveFlow {
  time: number;
  exporter: string;
  src: string;
  dst: string;
  src_port: number;
  dst_port: number;
  proto: number;
  bytes: number;
  packets: number;
}

/** What the program says when it cannot answer: the line that its command line would have. */
export class ApiError extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly start?: number,
    readonly length?: number,
  ) {
    super(message);
  }
}

export type Parameters = Record<string, string | number | undefined | null>;

export function address(path: string, parameters: Parameters = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== null && value !== '') query.set(name, String(value));
  }
  const text = query.toString();
  return `/api/v1/${path}${text ? '?' + text : ''}`;
}

/** What is done where a question is not answered because nobody is signed in any more. */
export const unknown = { react: () => {} };

/** Asks. Who gives a signal can stop asking. */
export async function ask<T>(path: string, parameters: Parameters = {}, signal?: AbortSignal): Promise<T> {
  return send<T>(address(path, parameters), { signal, headers: { accept: 'application/json' } });
}

/** Changes something. The header is what another site's page could not send. */
export async function tell<T = void>(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: Record<string, string>, parameters: Parameters = {}): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json', 'x-weir': '1' };
  if (body) headers['content-type'] = 'application/json';
  return send<T>(address(path, parameters), { method, headers, body: body && JSON.stringify(body) });
}

async function send<T>(to: string, request: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(to, request);
  } catch (failure) {
    if (request.signal?.aborted) throw failure;
    throw new ApiError('Weir does not answer. Is it still running?', 0);
  }
  if (response.status === 204) return undefined as T;
  const body = (await response.json()) as T & { error?: string; start?: number; length?: number };
  if (response.status === 401) unknown.react();
  if (!response.ok) throw new ApiError(body.error ?? response.statusText, response.status, body.start, body.length);
  return body;
}
