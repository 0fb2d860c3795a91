import type { Series, Value } from '../lib/api';
import { groupName } from '../lib/fields.svelte';
import { amount, percent, type Unit } from '../lib/format';
import { chrome, heat, othersColour, seriesColour } from '../lib/palette';
import type { SpeedOf } from '../lib/speeds';
import { formatAxis, formatTime } from '../lib/time';
import { tooltip, type TooltipLine } from './tooltip';

/** What graphs of one answer share. */
export interface Drawing {
  answer: Series;
  unit: Unit;
  isDark: boolean;
  isNarrow: boolean;
  /** The same measure of the range before, moved onto this one. */
  before?: number[];
  /** The speeds of groups that are interfaces, for shares of them. */
  speedOf?: SpeedOf;
}

/** A bucket's sum in a unit; a share is that of a speed. */
export const inUnit = (sum: number, unit: Unit, stepMs: number, speed = 1) => (unit.isRate ? (sum * unit.factor * 1000) / stepMs : sum * unit.factor) / (unit.isShare ? speed : 1);

export interface Group {
  name: string;
  /** Its values; none where it stands for others, or for all. */
  key?: Value[];
  colour: string;
  values: number[];
  /** What came back, where that was asked for. */
  back?: number[];
}

/** The groups of an answer, largest first, and what is in none of them. Of shares, those alone whose speed is known. */
export function groups({ answer, unit, isDark, speedOf }: Pick<Drawing, 'answer' | 'unit' | 'isDark' | 'speedOf'>): Group[] {
  const drawn = (sums: number[], speed?: number) => sums.map((sum) => inUnit(sum, unit, answer.step, speed));
  const reverse = answer.reverse;
  const made: Group[] = answer.series.flatMap((one, i) => {
    const speed = unit.isShare ? speedOf?.(one.key) : 1;
    return speed === undefined ? [] : [{ name: groupName(answer.columns, one.key), key: one.key, colour: seriesColour(i, isDark), values: drawn(one.values, speed), back: reverse && drawn(reverse.series[i]?.values ?? []) }];
  });
  if (unit.isShare) return made;
  if (answer.series.length === 0) return [{ name: 'All', colour: seriesColour(0, isDark), values: drawn(answer.all), back: reverse && drawn(reverse.all) }];
  if (answer.others.some((value) => value > 0) || reverse?.others.some((value) => value > 0)) {
    made.push({ name: 'Others', colour: othersColour(isDark), values: drawn(answer.others), back: reverse && drawn(reverse.others) });
  }
  return made;
}

/** Over time: stacked areas, shares of all, or lines. What came back lies below the axis. */
export function overTime(drawing: Drawing, kind: 'stacked' | 'percent' | 'lines'): object {
  const { answer, unit, isDark, before } = drawing;
  const colours = chrome(isDark);
  const shown = groups(drawing);
  const inAll = (sums: number[]) => sums.map((value) => inUnit(value, unit, answer.step));
  const [sums, backSums] = [inAll(answer.all), answer.reverse && inAll(answer.reverse.all)];
  const share = kind === 'percent';
  const stacked = kind !== 'lines';
  const data = (values: number[]) => values.map((value, i) => [answer.times[i], share ? (sums[i] ? value / sums[i] : 0) : value]);
  // The largest lies on the axis, and the others above all.
  const line = (group: Group, values: number[], stack: string) => ({
    type: 'line',
    name: group.name,
    data: data(values),
    stack: stacked ? stack : undefined,
    // What comes back is negative, and stacks away from the axis as well.
    stackStrategy: 'all',
    color: group.colour,
    lineStyle: { width: stacked ? 0.8 : 1.7 },
    areaStyle: stacked ? { opacity: isDark ? 0.62 : 0.72 } : shown.length === 1 ? { opacity: 0.12 } : undefined,
    showSymbol: answer.times.length === 1,
    symbol: 'circle',
    symbolSize: 4,
    emphasis: { disabled: true },
  });
  const past = before && !share
    ? [{ type: 'line', name: 'Before', data: before.map((value, i) => [answer.times[i], value]), color: colours.text, lineStyle: { width: 1.4, type: [4, 4] }, showSymbol: false, emphasis: { disabled: true } }]
    : [];
  const said = (forth: number, back?: number) => (back === undefined ? amount(forth, unit) : `${amount(forth, unit)} | ${amount(back, unit)}`);
  return {
    ...frame(drawing),
    xAxis: { ...timeAxis(drawing), ...(answer.reverse ? { axisLine: { onZero: true, lineStyle: { color: colours.strong, width: 1.2 } }, axisTick: { show: false }, axisLabel: { ...axisLabel(drawing), margin: 8 }, position: 'bottom' } : {}) },
    yAxis: valueAxis(drawing, share ? (value) => percent(value) : (value) => amount(Math.abs(value), unit), share ? 1 : undefined),
    tooltip: {
      ...tip(drawing),
      trigger: 'axis',
      axisPointer: { type: 'line', lineStyle: { color: colours.axis } },
      formatter: (points: { dataIndex: number }[]) => {
        const at = points[0]?.dataIndex ?? 0;
        const lines: TooltipLine[] = shown
          .map((group) => ({ colour: group.colour, name: group.name, amount: group.values[at] ?? 0, back: group.back?.[at] }))
          .filter((one) => one.amount > 0 || (one.back ?? 0) > 0 || shown.length === 1)
          .map((one) => ({ ...one, value: share ? percent(one.amount / (sums[at] || 1)) : said(one.amount, one.back) }));
        if (shown.length > 1 && !unit.isShare) lines.push({ name: 'Total', value: said(sums[at] ?? 0, backSums?.[at]), isStrong: true });
        if (before) lines.push({ name: 'Before', value: amount(before[at] ?? 0, unit) });
        return tooltip(`${formatTime(answer.times[at] ?? 0, answer.step < 60_000 ? 'always' : 'needed')} UTC${backSums ? ', there | back' : ''}`, lines);
      },
    },
    series: [...shown.map((group) => line(group, group.values, 'all')), ...shown.flatMap((group) => (group.back ? [line(group, group.back.map((value) => -value), 'back')] : [])), ...past],
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
    xAxis: { type: 'value', axisLabel: { color: colours.faint, hideOverlap: true, formatter: (value: number) => amount(value, unit) }, splitLine: { lineStyle: { color: colours.line } } },
    yAxis: { type: 'category', inverse: true, data: rows.map((row) => row.name), axisLine: { show: false }, axisTick: { show: false }, axisLabel: { color: colours.text, width: drawing.isNarrow ? 110 : 240, overflow: 'truncate' } },
    tooltip: {
      ...tip(drawing),
      trigger: 'item',
      formatter: ({ dataIndex }: { dataIndex: number }) => {
        const row = rows[dataIndex]!;
        return tooltip(unit.isRate ? `Mean over ${Math.round(seconds)} s` : 'Sum', [{ colour: row.colour, name: row.name, value: amount(row.value, unit) }]);
      },
    },
    series: [{
      type: 'bar',
      data: rows.map((row) => ({ value: row.value, itemStyle: { color: row.colour, borderRadius: [0, 4, 4, 0] } })),
      barMaxWidth: 26,
      label: { show: true, position: 'right', color: colours.text, formatter: ({ value }: { value: number }) => amount(value, unit) },
    }],
  };
}

/** Groups against time, by lightness. */
export function heatmap(drawing: Drawing): object {
  const { answer, unit, isDark } = drawing;
  const colours = chrome(isDark);
  const rows = groups(drawing);
  const cells = rows.flatMap((row, y) => row.values.map((value, x) => [x, y, value]));
  return {
    ...frame(drawing),
    grid: { left: 8, right: 12, top: 12, bottom: 44, containLabel: true },
    xAxis: {
      type: 'category',
      data: answer.times.map((time) => formatAxis(time, spanOf(answer))),
      axisLine: { lineStyle: { color: colours.axis } },
      axisTick: { show: false },
      axisLabel: { color: colours.faint, hideOverlap: true },
    },
    yAxis: { type: 'category', inverse: true, data: rows.map((row) => row.name), axisLine: { show: false }, axisTick: { show: false }, axisLabel: { color: colours.text, width: drawing.isNarrow ? 90 : 220, overflow: 'truncate' } },
    visualMap: scale(drawing, Math.max(...cells.map((cell) => cell[2]!), 0)),
    tooltip: {
      ...tip(drawing),
      trigger: 'item',
      formatter: ({ data }: { data: [number, number, number] }) =>
        tooltip(`${formatTime(answer.times[data[0]]!)} UTC`, [{ name: rows[data[1]]!.name, value: amount(data[2], unit) }]),
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

/** Lightness for amounts, with what it means below. */
export function scale({ unit, isDark }: Pick<Drawing, 'unit' | 'isDark'>, most: number): object {
  return {
    min: 0,
    max: Math.max(most, 1e-9),
    orient: 'horizontal',
    left: 'center',
    bottom: 0,
    itemHeight: 140,
    itemWidth: 9,
    textStyle: { color: chrome(isDark).faint },
    text: [amount(most, unit), '0'],
    inRange: { color: heat(isDark) },
  };
}

const spanOf = (answer: Series) => (answer.times.at(-1) ?? 0) - (answer.times[0] ?? 0);

const axisLabel = ({ answer, isDark }: Pick<Drawing, 'answer' | 'isDark'>) => ({ color: chrome(isDark).faint, hideOverlap: true, formatter: (time: number) => formatAxis(time, spanOf(answer)) });

export function timeAxis(drawing: Pick<Drawing, 'answer' | 'isDark' | 'isNarrow'>): object {
  const colours = chrome(drawing.isDark);
  return {
    type: 'time',
    min: drawing.answer.times[0],
    max: drawing.answer.times.at(-1),
    splitNumber: drawing.isNarrow ? 3 : 8,
    axisLine: { lineStyle: { color: colours.axis } },
    axisTick: { lineStyle: { color: colours.axis } },
    axisLabel: axisLabel(drawing),
    splitLine: { show: false },
  };
}

export function valueAxis({ isDark }: Drawing, text: (value: number) => string, max?: number): object {
  const colours = chrome(isDark);
  return { type: 'value', max, splitNumber: 4, axisLabel: { color: colours.faint, formatter: text }, splitLine: { lineStyle: { color: colours.line } }, axisLine: { show: false }, axisTick: { show: false } };
}
