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
