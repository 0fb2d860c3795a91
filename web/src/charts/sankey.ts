import type { Table } from '../lib/api';
import { groupName } from '../lib/fields.svelte';
import { amount, type Unit } from '../lib/format';
import { chrome, seriesColour } from '../lib/palette';
import { frame, tip } from './series';
import { tooltip } from './tooltip';

const dimensionsOf = (table: Table) => {
  const measures = table.columns.findIndex((column) => column.name === 'bytes');
  return measures < 0 ? table.columns.length : measures;
};

/** Room for every name of the level that has most. */
export function sankeyHeight(table: Table): number {
  const most = Math.max(...Array.from({ length: dimensionsOf(table) }, (_, level) => new Set(table.rows.map((row) => row[level])).size));
  return most * 19 + 40;
}

/** From the values of one dimension to those of the next, as wide as they are large. */
export function sankey(table: Table, unit: Unit, seconds: number, isDark: boolean, isNarrow: boolean): object {
  const dimensions = dimensionsOf(table);
  const measure = table.columns.findIndex((column) => column.name === unit.measure);
  const names = new Map<string, { name: string; label: string; level: number }>();
  const links = new Map<string, { source: string; target: string; value: number }>();
  for (const row of table.rows) {
    const value = (Number(row[measure]) * unit.factor) / (unit.isRate ? seconds : 1);
    for (let level = 0; level < dimensions; level++) {
      const label = groupName([table.columns[level]!], [row[level]!]);
      const name = `${level}\u0000${label}`;
      names.set(name, { name, label, level });
      if (level === 0) continue;
      const source = `${level - 1}\u0000${groupName([table.columns[level - 1]!], [row[level - 1]!])}`;
      const known = links.get(source + '\u0001' + name);
      if (known) known.value += value;
      else links.set(source + '\u0001' + name, { source, target: name, value });
    }
  }
  const colours = chrome(isDark);
  const nodes = [...names.values()];
  return {
    ...frame({ isDark, isNarrow }),
    tooltip: {
      ...tip({ isDark }),
      trigger: 'item',
      formatter: (point: { dataType: string; name: string; value: number; data: { source: string; target: string } }) => {
        const text = (name: string) => names.get(name)?.label ?? name;
        return point.dataType === 'edge'
          ? tooltip(`${text(point.data.source)} → ${text(point.data.target)}`, [{ name: unit.label, value: amount(point.value, unit) }])
          : tooltip(text(point.name), [{ name: unit.label, value: amount(point.value, unit) }]);
      },
    },
    series: [{
      type: 'sankey',
      // Names stand beside the links where there is room, or they would be written over them.
      left: isNarrow ? 8 : 170,
      levels: isNarrow ? [] : [{ depth: 0, label: { position: 'left' } }],
      right: isNarrow ? 90 : 190,
      top: 12,
      bottom: 12,
      nodeWidth: 12,
      nodeGap: 11,
      draggable: false,
      data: nodes.map((node, i) => ({ name: node.name, depth: node.level, itemStyle: { color: seriesColour(i, isDark), borderWidth: 0 } })),
      links: [...links.values()],
      lineStyle: { color: 'gradient', opacity: isDark ? 0.3 : 0.24, curveness: 0.5 },
      label: { color: colours.text, fontSize: 12, width: isNarrow ? 80 : 180, overflow: 'truncate', formatter: ({ name }: { name: string }) => names.get(name)?.label ?? name },
      emphasis: { focus: 'adjacency' },
    }],
  };
}
