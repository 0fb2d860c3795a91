import type { Table } from '../lib/api';
import { groupName } from '../lib/fields.svelte';
import { amount, type Unit } from '../lib/format';
import { chrome, seriesColour } from '../lib/palette';
import { ring } from '../lib/ring';
import { frame, tip } from './series';
import { tooltip } from './tooltip';

/** Who with whom, on a circle: an arc as long as all that goes out of it and comes to it, ribbons as wide as what goes between two. */
export function chord(table: Table, unit: Unit, seconds: number, isDark: boolean, isNarrow: boolean): object {
  const { nodes: found, links } = ring(table, unit.measure, (column, value) => groupName([column], [value]));
  const colours = chrome(isDark);
  const inUnit = (value: number) => (value * unit.factor) / (unit.isRate ? seconds : 1);
  const sums = new Map(found.map((name) => [name, { out: 0, in: 0 }]));
  for (const link of links) {
    sums.get(link.source)!.out += link.value;
    sums.get(link.target)!.in += link.value;
  }
  const nodes = [...found].sort((a, b) => sums.get(b)!.out + sums.get(b)!.in - sums.get(a)!.out - sums.get(a)!.in);
  // An arc that is shorter than a line of text is high has its name where one points at it.
  const all = [...sums.values()].reduce((sum, one) => sum + one.out + one.in, 0) || 1;
  const shareOf = (name: string) => (sums.get(name)!.out + sums.get(name)!.in) / all;
  const said = (value: number) => amount(inUnit(value), unit);
  return {
    ...frame({ isDark, isNarrow }),
    tooltip: {
      ...tip({ isDark }),
      trigger: 'item',
      formatter: (point: { dataType: string; name: string; data: { source: string; target: string; value: number } }) =>
        point.dataType === 'edge'
          ? tooltip(`${point.data.source} → ${point.data.target.replace(/^\u2192 /, '')}`, [{ name: unit.label, value: said(point.data.value) }])
          : tooltip(point.name, [{ name: 'Out', value: said(sums.get(point.name)?.out ?? 0) }, { name: 'In', value: said(sums.get(point.name)?.in ?? 0) }]),
    },
    series: [{
      type: 'chord',
      // The smallest end at three o'clock, where names stand below each other.
      startAngle: 0,
      radius: isNarrow ? ['44%', '52%'] : ['68%', '76%'],
      padAngle: nodes.length > 40 ? 0.6 : 2,
      minAngle: 1,
      data: nodes.map((name, i) => ({ name, itemStyle: { color: seriesColour(i, isDark), borderWidth: 0 }, label: { show: shareOf(name) > (isNarrow ? 0.025 : 0.012) } })),
      links,
      lineStyle: { color: 'source', opacity: isDark ? 0.34 : 0.26 },
      label: { color: colours.text, fontSize: isNarrow ? 10 : 12, width: isNarrow ? 70 : 180, overflow: 'truncate' },
      emphasis: { focus: 'adjacency', lineStyle: { opacity: 0.6 } },
    }],
  };
}
