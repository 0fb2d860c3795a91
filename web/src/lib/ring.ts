import type { Column, Table, Value } from './api';

/** What is drawn on a circle. */
export interface Ring {
  nodes: string[];
  /** Amounts in the order of the answer. */
  links: { source: string; target: string; value: number }[];
}

/** What stands for the same thing at either end is one node: that a host sends and what comes to it. Other dimensions keep their ends apart. */
export const areEnds = (from: string, to: string) => from.replace(/^src_/, '') === to.replace(/^dst_/, '') && from !== to;

/** Nodes and links of an answer to `top`, from its first dimension to its last; links between the same two are one. */
export function ring(table: Table, measure: string, nameOf: (column: Column, value: Value) => string): Ring {
  const dimensions = table.columns.findIndex((column) => column.name === 'bytes');
  const [from, to] = [table.columns[0]!, table.columns[dimensions - 1]!];
  const apart = areEnds(from.name, to.name) ? '' : '\u2192 ';
  const at = table.columns.findIndex((column) => column.name === measure);
  const links = new Map<string, { source: string; target: string; value: number }>();
  const nodes = new Set<string>();
  for (const row of table.rows) {
    const source = nameOf(from, row[0]!);
    const target = apart + nameOf(to, row[dimensions - 1]!);
    nodes.add(source).add(target);
    const known = links.get(`${source}\u0001${target}`);
    if (known) known.value += Number(row[at]);
    else links.set(`${source}\u0001${target}`, { source, target, value: Number(row[at]) });
  }
  return { nodes: [...nodes], links: [...links.values()] };
}
