import type { Column, InterfaceCounters, Value } from './api';
import { base } from './dimension';

/** Bits a second that the interface of a group can do, as its counters told; undefined where the group is no interface, or none told. */
export type SpeedOf = (key: Value[]) => number | undefined;

/** Whether the groups are interfaces. */
export const areInterfaces = (names: string[]) => names.some((name) => base(name) === 'in_if' || base(name) === 'out_if');

export function speeds(columns: Column[], counters: InterfaceCounters[]): SpeedOf {
  const exporter = columns.findIndex((column) => column.name === 'sampler_address');
  const index = columns.findIndex((column) => column.name === 'in_if' || column.name === 'out_if');
  // Without the exporter a number means an interface only where one alone has it.
  const known = new Map<string, number | undefined>();
  for (const one of counters) {
    if (!one.speed) continue;
    known.set(`${one.exporter} ${one.if_index}`, one.speed);
    const alone = String(one.if_index);
    known.set(alone, known.has(alone) ? undefined : one.speed);
  }
  return (key) => (index < 0 || key[index] === null ? undefined : known.get(exporter < 0 ? String(key[index]) : `${key[exporter]} ${key[index]}`));
}
