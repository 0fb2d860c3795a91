import type { Column, Table, Value } from './api';
import { fields, shown, title } from './fields.svelte';
import { term } from './filter';

/** What hosts are gathered into, so that a graph has few nodes: those below, or a column that both ends have, by the name without its end. */
export type Level = string;

export const levels: { value: Level; label: string; dimension: (end: 'src' | 'dst') => string }[] = [
  { value: 'host', label: 'Hosts', dimension: (end) => `${end}_addr` },
  { value: '24', label: 'Networks /24, /64', dimension: (end) => `${end}_addr/24` },
  { value: '16', label: 'Networks /16, /48', dimension: (end) => `${end}_addr/16/48` },
  { value: '8', label: 'Networks /8, /32', dimension: (end) => `${end}_addr/8/32` },
  { value: 'as', label: 'Autonomous systems', dimension: (end) => `${end}_as` },
];

// Those of which there is a level already, or that say nothing of where a packet came from.
const noLevels = new Set(['addr', 'as', 'port', 'net']);

// What such columns are called where several of their values are nodes.
const plurals: Record<string, string> = { mac: 'MAC addresses', tag: 'Tags', country: 'Countries' };

/** Levels of columns that there are for both ends: what tags, sites, pods or makers of interfaces are told by. */
export function ownLevels(): { value: Level; label: string }[] {
  const names = new Set(fields.dimensions.map((field) => field.name));
  return [...names].filter((name) => name.startsWith('src_') && names.has('dst_' + name.slice(4)) && !noLevels.has(name.slice(4)))
    .map((name) => ({ value: name.slice(4), label: plurals[name.slice(4)] ?? title(name.slice(4)) }));
}

/** Why a graph of some level has nothing to show. */
export const untold = (level: Level): string => level === 'tag' || level === 'country'
  ? 'No record has one: the collector gives them by a file of networks (weir collect --networks FILE).'
  : 'The exporters do not tell this. Choose other nodes.';

/** What a graph leads from and to. */
export interface Shape {
  level: Level;
  /** Whether links go to services instead of other ends. */
  toServices: boolean;
  /** Whether links go through the exporters that told of them. */
  byExporter: boolean;
}

/** The shape that an address says. */
export const shapeOf = (get: (name: string) => string): Shape => ({
  level: [...levels, ...ownLevels()].find((one) => one.value === get('level'))?.value ?? '24',
  toServices: get('to') === 'services',
  byExporter: get('exporters') === '1',
});

/** What the API is asked to group by: the source, the exporter if any, the destination. */
export function dimensions({ level, toServices, byExporter }: Shape): string[] {
  const of = levels.find((one) => one.value === level)?.dimension ?? ((end: 'src' | 'dst') => `${end}_${level}`);
  return [of('src'), ...(byExporter ? ['sampler_address'] : []), ...(toServices ? ['dst_port', 'proto'] : [of('dst')])];
}

/** Replies go to the ports that clients happen to have, which are no services. */
export const servicesOnly = 'dst_port < 32768';

export type NodeKind = 'end' | 'exporter' | 'service';

export interface Node {
  id: string;
  kind: NodeKind;
  label: string;
  /** Octets that go out of it, and that come to it. */
  out: number;
  in: number;
  links: number;
  /** What a filter says for it; absent where the language has no word, as for what was not told. */
  test?: string;
}

export interface Link {
  from: string;
  to: string;
  bytes: number;
  packets: number;
  flows: number;
}

export interface Graph {
  /** Largest first. */
  nodes: Node[];
  links: Link[];
  /** Octets of the links that are drawn; the answer's totals have all. */
  shown: number;
}

/** The graph of an answer to `top`, whose rows are as `dimensions` asked for. */
export function graph(table: Table, { level, toServices, byExporter }: Shape): Graph {
  const nodes = new Map<string, Node>();
  const links = new Map<string, Link>();
  const width = table.columns.findIndex((column) => column.name === 'bytes');
  const last = byExporter ? 2 : 1;
  let sum = 0;
  for (const row of table.rows) {
    const [bytes, packets, flows] = [Number(row[width]), Number(row[width + 1]), Number(row[width + 2])] as const;
    const ends: Node[] = [end(table.columns[0]!, row[0]!, level)];
    if (byExporter) ends.push(exporter(table.columns[1]!, row[1]!));
    ends.push(toServices ? service(table.columns.slice(last, last + 2), row[last]!, row[last + 1]!) : end(table.columns[last]!, row[last]!, level));
    sum += bytes;
    for (let i = 1; i < ends.length; i++) add(ends[i - 1]!, ends[i]!, bytes, packets, flows);
  }

  for (const link of links.values()) {
    nodes.get(link.from)!.links++;
    if (link.to !== link.from) nodes.get(link.to)!.links++;
  }
  return { nodes: [...nodes.values()].sort((a, b) => b.in + b.out - a.in - a.out || (a.id < b.id ? -1 : 1)), links: [...links.values()].sort((a, b) => b.bytes - a.bytes), shown: sum };

  function add(from: Node, to: Node, bytes: number, packets: number, flows: number): void {
    const [known, other] = [nodes.get(from.id) ?? from, nodes.get(to.id) ?? to];
    nodes.set(from.id, known).set(to.id, to.id === from.id ? known : other);
    nodes.get(from.id)!.out += bytes;
    nodes.get(to.id)!.in += bytes;
    const key = `${from.id}\u0001${to.id}`;
    const link = links.get(key);
    if (link) {
      link.bytes += bytes;
      link.packets += packets;
      link.flows += flows;
    } else links.set(key, { from: from.id, to: to.id, bytes, packets, flows });
  }
}

const node = (kind: NodeKind, id: string, label: string, test?: string): Node => ({ id: `${kind}\u0000${id}`, kind, label, out: 0, in: 0, links: 0, test });

function end(column: Column, value: Value, level: Level): Node {
  if (value === null) return node('end', '', 'not told');
  const { text } = shown(column, value);
  if (!levels.some((one) => one.value === level)) {
    const tests = ['src', 'dst'].map((end) => term(`${end}_${level}`, value));
    return node('end', String(value), text || 'empty', tests.includes(undefined) ? undefined : `(${tests.join(' or ')})`);
  }
  return node('end', String(value), text, `${level === 'as' ? 'as' : level === 'host' ? 'host' : 'net'} ${value}`);
}

const exporter = (column: Column, value: Value): Node =>
  value === null ? node('exporter', '', 'metered here') : node('exporter', String(value), shown(column, value).text, `exporter ${value}`);

function service([port, proto]: Column[], number: Value, protocol: Value): Node {
  const name = protocol === null ? '' : shown(proto!, protocol).text;
  if (number === null) return node('service', `${protocol}`, name || 'not told', protocol === null ? undefined : `proto ${protocol}`);
  const { text, note } = shown(port!, number);
  return node('service', `${number} ${protocol}`, `${note ?? text} ${note ? text : ''}`.trim() + (name ? ` ${name}` : ''), `(dst_port = ${number}${protocol === null ? '' : ` and proto = ${protocol}`})`);
}
