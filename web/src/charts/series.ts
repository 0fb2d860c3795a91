import type { Series } from '../lib/api';
import { groupName } from '../lib/fields.svelte';
import { percent, quantity, type Unit } from '../lib/format';
import { chrome, heat, othersColour, seriesColour } from '../lib/palette';
import { formatAxis, formatTime } from '../lib/time';
import { tooltip, type TooltipLine } from './tooltip';

/** How a series is drawn. */
export type Kind = 'stacked' | 'percent' | 'lines' | 'bars' | 'heatmap' | 'sankey';

/** What graphs of one answer share. */
export interface Drawing {
  answer: Series;
  unit: Unit;
  isDark: boolean;
  isNarrow: boolean;
  /** The same measure of the range before, moved onto this one. */
  before?: number[];
}

/** A bucket's sum in a unit. */
export const inUnit = (sum: number, unit: Unit, stepMs: number) => (unit.isRate ? (sum * unit.factor * 1000) / stepMs : sum * unit.factor);

interface Group {
  name: string;
  colour: string;
  values: number[];
}

/** The groups of an answer, largest first, and what is in none of them. */
export function groups({ answer, unit, isDark }: Pick<Drawing, 'answer' | 'unit' | 'isDark'>): Group[] {
  const made = answer.series.map((one, i) => ({
    name: groupName(answer.columns, one.key),
    colour: seriesColour(i, isDark),
    values: one.values.map((value) => inUnit(value, unit, answer.step)),
  }));
  if (answer.series.length === 0) return [{ name: 'All', colour: seriesColour(0, isDark), values: answer.all.map((value) => inUnit(value, unit, answer.step)) }];
  if (answer.others.some((value) => value > 0)) {
    made.push({ name: 'Others', colour: othersColour(isDark), values: answer.others.map((value) => inUnit(value, unit, answer.step)) });
  }
  return made;
}

/** Over time: stacked areas, shares of all, or lines. */
export function overTime(drawing: Drawing, kind: 'stacked' | 'percent' | 'lines'): object {
  const { answer, unit, isDark, before } = drawing;
  const colours = chrome(isDark);
  const shown = groups(drawing);
  const sums = answer.all.map((value) => inUnit(value, unit, answer.step));
  const share = kind === 'percent';
  const stacked = kind !== 'lines';
  const span = (answer.times.at(-1) ?? 0) - (answer.times[0] ?? 0);
  const data = (values: number[]) => values.map((value, i) => [answer.times[i], share ? (sums[i] ? value / sums[i] : 0) : value]);
  // The largest lies on the axis, and the others above all.
  const series = shown.map((group) => ({
    type: 'line',
    name: group.name,
    data: data(group.values),
    stack: stacked ? 'all' : undefined,
    color: group.colour,
    lineStyle: { width: stacked ? 0.8 : 1.7 },
    areaStyle: stacked ? { opacity: isDark ? 0.62 : 0.72 } : shown.length === 1 ? { opacity: 0.12 } : undefined,
    showSymbol: answer.times.length === 1,
    symbol: 'circle',
    symbolSize: 4,
    sampling: undefined,
    emphasis: { disabled: true },
  }));
  const past = before && !share
    ? [{ type: 'line', name: 'Before', data: before.map((value, i) => [answer.times[i], value]), color: colours.text, lineStyle: { width: 1.4, type: [4, 4] }, showSymbol: false, emphasis: { disabled: true } }]
    : [];
  return {
    ...frame(drawing),
    xAxis: timeAxis(drawing, span),
    yAxis: valueAxis(drawing, share ? (value) => percent(value) : (value) => quantity(value, unit.symbol), share ? 1 : undefined),
    tooltip: {
      ...tip(drawing),
      trigger: 'axis',
      axisPointer: { type: 'line', lineStyle: { color: colours.axis } },
      formatter: (points: { dataIndex: number }[]) => {
        const at = points[0]?.dataIndex ?? 0;
        const lines: TooltipLine[] = shown
          .map((group) => ({ colour: group.colour, name: group.name, amount: group.values[at] ?? 0 }))
          .filter((line) => line.amount > 0 || shown.length === 1)
          .map((line) => ({ ...line, value: share ? percent(line.amount / (sums[at] || 1)) : quantity(line.amount, unit.symbol) }));
        if (shown.length > 1) lines.push({ name: 'Total', value: quantity(sums[at] ?? 0, unit.symbol), isStrong: true });
        if (before) lines.push({ name: 'Before', value: quantity(before[at] ?? 0, unit.symbol) });
        return tooltip(`${formatTime(answer.times[at] ?? 0, answer.step < 60_000 ? 'always' : 'needed')} UTC`, lines);
      },
    },
    series: [...series, ...past],
  };
}

/** The groups beside each other, over the whole range. */
export function bars(drawing: Drawing): object {
  const { answer, unit, isDark } = drawing;
  const colours = chrome(isDark);
  const seconds = (answer.step * answer.times.length) / 1000 || 1;
  const rows = groups(drawing).map((group) => {
    const sum = group.values.reduce((total, value) => total + value, 0);
    return { ...group, value: unit.isRate ? sum / (answer.times.length || 1) : sum };
  });
  return {
    ...frame(drawing),
    grid: { left: 8, right: 70, top: 12, bottom: 8, containLabel: true },
    xAxis: { type: 'value', axisLabel: { color: colours.faint, hideOverlap: true, formatter: (value: number) => quantity(value, unit.symbol) }, splitLine: { lineStyle: { color: colours.line } } },
    yAxis: { type: 'category', inverse: true, data: rows.map((row) => row.name), axisLine: { show: false }, axisTick: { show: false }, axisLabel: { color: colours.text, width: drawing.isNarrow ? 110 : 240, overflow: 'truncate' } },
    tooltip: {
      ...tip(drawing),
      trigger: 'item',
      formatter: ({ dataIndex }: { dataIndex: number }) => {
        const row = rows[dataIndex]!;
        return tooltip(unit.isRate ? `Mean over ${Math.round(seconds)} s` : 'Sum', [{ colour: row.colour, name: row.name, value: quantity(row.value, unit.symbol) }]);
      },
    },
    series: [{
      type: 'bar',
      data: rows.map((row) => ({ value: row.value, itemStyle: { color: row.colour, borderRadius: [0, 4, 4, 0] } })),
      barMaxWidth: 26,
      label: { show: true, position: 'right', color: colours.text, formatter: ({ value }: { value: number }) => quantity(value, unit.symbol) },
    }],
  };
}

/** Groups against time, by lightness. */
export function heatmap(drawing: Drawing): object {
  const { answer, unit, isDark } = drawing;
  const colours = chrome(isDark);
  const rows = groups(drawing);
  const cells = rows.flatMap((row, y) => row.values.map((value, x) => [x, y, value]));
  const span = (answer.times.at(-1) ?? 0) - (answer.times[0] ?? 0);
  return {
    ...frame(drawing),
    grid: { left: 8, right: 12, top: 12, bottom: 44, containLabel: true },
    xAxis: {
      type: 'category',
      data: answer.times.map((time) => formatAxis(time, span)),
      axisLine: { lineStyle: { color: colours.axis } },
      axisTick: { show: false },
      axisLabel: { color: colours.faint, hideOverlap: true },
    },
    yAxis: { type: 'category', inverse: true, data: rows.map((row) => row.name), axisLine: { show: false }, axisTick: { show: false }, axisLabel: { color: colours.text, width: drawing.isNarrow ? 90 : 220, overflow: 'truncate' } },
    visualMap: {
      min: 0,
      max: Math.max(...cells.map((cell) => cell[2]!), 1e-9),
      orient: 'horizontal',
      left: 'center',
      bottom: 0,
      itemHeight: 140,
      itemWidth: 9,
      textStyle: { color: colours.faint },
      text: [quantity(Math.max(...cells.map((cell) => cell[2]!), 0), unit.symbol), '0'],
      inRange: { color: heat(isDark) },
    },
    tooltip: {
      ...tip(drawing),
      trigger: 'item',
      formatter: ({ data }: { data: [number, number, number] }) =>
        tooltip(`${formatTime(answer.times[data[0]]!)} UTC`, [{ name: rows[data[1]]!.name, value: quantity(data[2], unit.symbol) }]),
    },
    series: [{ type: 'heatmap', data: cells, progressive: 0, itemStyle: { borderColor: colours.surface, borderWidth: answer.times.length > 120 ? 0 : 0.6 }, emphasis: { disabled: true } }],
  };
}

/** What graphs have around them. */
export function frame({ isDark, isNarrow }: Pick<Drawing, 'isDark' | 'isNarrow'>): object {
  return {
    useUTC: true,
    textStyle: { fontFamily: "'Inter', system-ui, sans-serif", fontSize: 12, color: chrome(isDark).text },
    grid: { left: 8, right: isNarrow ? 8 : 16, top: 14, bottom: 6, containLabel: true },
  };
}

export function tip({ isDark }: Pick<Drawing, 'isDark'>): object {
  const colours = chrome(isDark);
  return {
    backgroundColor: isDark ? '#1a2530' : '#ffffff',
    borderColor: colours.line,
    borderWidth: 1,
    padding: [10, 12],
    confine: true,
    transitionDuration: 0,
    extraCssText: 'border-radius:10px;box-shadow:0 8px 28px rgb(0 0 0 / 16%)',
  };
}

function timeAxis({ answer, isDark, isNarrow }: Drawing, span: number): object {
  const colours = chrome(isDark);
  return {
    type: 'time',
    min: answer.times[0],
    max: answer.times.at(-1),
    splitNumber: isNarrow ? 3 : 8,
    axisLine: { lineStyle: { color: colours.axis } },
    axisTick: { lineStyle: { color: colours.axis } },
    axisLabel: { color: colours.faint, hideOverlap: true, formatter: (time: number) => formatAxis(time, span) },
    splitLine: { show: false },
  };
}

function valueAxis({ isDark }: Drawing, text: (value: number) => string, max?: number): object {
  const colours = chrome(isDark);
  return { type: 'value', max, splitNumber: 4, axisLabel: { color: colours.faint, formatter: text }, splitLine: { lineStyle: { color: colours.line } }, axisLine: { show: false }, axisTick: { show: false } };
}
