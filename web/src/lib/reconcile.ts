import type { InterfaceCounters, NamedInterface, Table } from './api';

/** Octets of Ethernet around each packet, which interfaces count and flows do not: header and check sequence (RFC 3635 section 3.2.2). */
const framing = 18;

/** One direction of an interface: what its flows say, what its counters say. Bits a second. */
export interface Reconciled {
  /** By flows, with the framing of their packets; sampled ones multiplied. */
  flows?: number;
  counters?: number;
  /** By how much flows are more than counters, 0.1 for a tenth; undefined where one of them is missing. */
  difference?: number;
  /** Of the speed; by counters, or by flows where none are told. */
  use?: number;
}

export interface InterfaceLine {
  exporter: string;
  index: number;
  name?: NamedInterface;
  speed?: number;
  in: Reconciled;
  out: Reconciled;
  discards?: number;
  errors?: number;
}

/** Below this a difference says nothing: a flow that ends in the next bucket is as much. */
const least = 1000;

function direction(flows: number | undefined, counters: number | undefined, speed: number | undefined): Reconciled {
  const known = counters ?? flows;
  return {
    flows,
    counters,
    difference: counters !== undefined && counters >= least ? ((flows ?? 0) - counters) / counters : undefined,
    use: known !== undefined && speed ? known / speed : undefined,
  };
}

/** The interfaces of answers to `top` by exporter and in_if, and by exporter and out_if, and of what counters tell; the busiest first. */
export function reconcile(incoming: Table | null, outgoing: Table | null, counters: InterfaceCounters[], names: NamedInterface[], seconds: number): InterfaceLine[] {
  const key = (exporter: unknown, index: unknown) => `${exporter} ${index}`;
  const rates = (table: Table | null) => new Map((table?.rows ?? []).filter((row) => row[0] !== null && row[1] !== null).map((row) => [key(row[0], row[1]), ((Number(row[2]) + framing * Number(row[3])) * 8) / seconds]));
  const [inRates, outRates] = [rates(incoming), rates(outgoing)];
  const told = new Map(counters.map((one) => [key(one.exporter, one.if_index), one]));
  const named = new Map(names.map((one) => [key(one.exporter, one.index), one]));
  const all = new Set([...inRates.keys(), ...outRates.keys(), ...told.keys()]);
  return [...all]
    .map((id): InterfaceLine => {
      const counted = told.get(id);
      const [exporter, index] = id.split(' ') as [string, string];
      return {
        exporter,
        index: Number(index),
        name: named.get(id),
        speed: counted?.speed,
        in: direction(inRates.get(id), counted?.in.bits_per_second, counted?.speed),
        out: direction(outRates.get(id), counted?.out.bits_per_second, counted?.speed),
        discards: counted && counted.in.discards + counted.out.discards,
        errors: counted && counted.in.errors + counted.out.errors,
      };
    })
    .sort((a, b) => busy(b) - busy(a));
}

const busy = (one: InterfaceLine) => Math.max(one.in.counters ?? 0, one.in.flows ?? 0) + Math.max(one.out.counters ?? 0, one.out.flows ?? 0);
