import type { Matrix } from '../lib/api';
import { groupName } from '../lib/fields.svelte';
import { amount, type Unit } from '../lib/format';
import { chrome } from '../lib/palette';
import { frame, scale, tip } from './series';
import { tooltip } from './tooltip';

export const matrixHeight = (matrix: Matrix, isNarrow: boolean) => (matrix.rows.groups.length + 1) * (isNarrow ? 30 : 34) + 150;

/** Two dimensions crosswise. Roots stand for amounts in lightness, so that small ones are seen beside the largest. */
export function matrix(answer: Matrix, unit: Unit, seconds: number, isDark: boolean, isNarrow: boolean): object {
  const colours = chrome(isDark);
  const named = (axis: Matrix['rows']) => [...axis.groups.map((group) => groupName(axis.columns, group)), 'Others'];
  const [rows, across] = [named(answer.rows), named(answer.across)];
  const cells = answer.cells.flatMap((row, y) => row.flatMap((value, x) => {
    const shown = (Number(value) * unit.factor) / (unit.isRate ? seconds : 1);
    return value === null || value === 0 ? [] : [[x, y, Math.sqrt(shown), shown]];
  }));
  const most = Math.max(...cells.map((cell) => cell[3]!), 0);
  const axis = { axisLine: { show: false }, axisTick: { show: false } };
  const few = across.length <= (isNarrow ? 0 : 12);
  return {
    ...frame({ isDark, isNarrow }),
    grid: { left: 8, right: 12, top: 8, bottom: 48, containLabel: true },
    xAxis: { type: 'category', position: 'top', data: across, axisLabel: { color: colours.text, rotate: few && across.every((name) => name.length < 14) ? 0 : 38, width: isNarrow ? 84 : 130, overflow: 'truncate', interval: 0 }, ...axis },
    yAxis: { type: 'category', inverse: true, data: rows, axisLabel: { color: colours.text, width: isNarrow ? 92 : 220, overflow: 'truncate' }, ...axis },
    visualMap: { ...scale({ unit, isDark }, most), max: Math.max(Math.sqrt(most), 1e-9), dimension: 2 },
    tooltip: {
      ...tip({ isDark }),
      trigger: 'item',
      formatter: ({ data }: { data: [number, number, number, number] }) => tooltip(`${rows[data[1]]} × ${across[data[0]]}`, [{ name: unit.label, value: amount(data[3], unit) }]),
    },
    series: [{
      type: 'heatmap',
      data: cells,
      progressive: 0,
      itemStyle: { borderColor: colours.surface, borderWidth: 2, borderRadius: 4 },
      emphasis: { disabled: true },
      // Light words on what is dark, and the reverse.
      label: { show: few, fontSize: 11, formatter: ({ data }: { data: [number, number, number, number] }) => (data[3] > most / 400 ? `{${(data[3] > most * 0.3) !== isDark ? 'light' : 'dark'}|${amount(data[3], unit)}}` : ''), rich: { light: { color: '#f4fafc', fontSize: 11 }, dark: { color: '#0d2530', fontSize: 11 } } },
    }],
  };
}
