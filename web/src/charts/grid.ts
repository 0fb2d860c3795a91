import { amount } from '../lib/format';
import { chrome } from '../lib/palette';
import { formatTime } from '../lib/time';
import { frame, groups, timeAxis, tip, valueAxis, type Drawing } from './series';
import { tooltip } from './tooltip';

const panelHeight = 132;
const gap = 50;
const axisWidth = 76;

export const panelsAcross = (width: number) => (width < 560 ? 1 : width < 1000 ? 2 : 3);

/** Height of a grid of so many panels. */
export const gridHeight = (panels: number, width: number) => Math.ceil(panels / panelsAcross(width)) * (panelHeight + gap) + 12;

/** The groups that have panels. Others would be larger than any, and are in the table. */
export const panels = (drawing: Drawing) => (drawing.answer.series.length > 0 ? groups(drawing).filter((group) => group.key) : groups(drawing));

/** Up to a number that halves well. */
function round(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 6, 8, 10].find((factor) => factor * power >= value)! * power;
}

/** A panel for each group, all by one scale: shapes and sizes are compared without one hiding another. */
export function grid(drawing: Drawing, width: number): object {
  const { answer, unit, isDark } = drawing;
  const colours = chrome(isDark);
  const shown = panels(drawing);
  const across = panelsAcross(width);
  const panelWidth = (width - 24 - across * axisWidth) / across;
  const places = shown.map((_, i) => ({ left: axisWidth + (i % across) * (panelWidth + axisWidth), top: 34 + Math.floor(i / across) * (panelHeight + gap) }));
  const most = round(Math.max(...shown.flatMap((group) => [...group.values, ...(group.back ?? [])]), 1e-9));
  return {
    ...frame(drawing),
    title: shown.map((group, i) => ({ text: group.name, left: places[i]!.left, top: places[i]!.top - 24, padding: 0, textStyle: { fontSize: 12.5, fontWeight: 600, color: colours.text, width: panelWidth, overflow: 'truncate' } })),
    grid: places.map((place) => ({ ...place, width: panelWidth, height: panelHeight - 20 })),
    xAxis: shown.map((_, i) => ({ ...timeAxis({ ...drawing, isNarrow: true }), gridIndex: i })),
    yAxis: shown.map((_, i) => ({ ...valueAxis(drawing, (value) => amount(Math.abs(value), unit), most), min: answer.reverse ? -most : 0, interval: answer.reverse ? most : most / 2, gridIndex: i })),
    tooltip: {
      ...tip(drawing),
      trigger: 'axis',
      axisPointer: { type: 'line', lineStyle: { color: colours.axis } },
      formatter: (points: { dataIndex: number; seriesIndex: number }[]) => {
        const [at, group] = [points[0]?.dataIndex ?? 0, shown[(points[0]?.seriesIndex ?? 0) % shown.length]!];
        const lines = [{ colour: group.colour, name: group.back ? 'There' : group.name, value: amount(group.values[at] ?? 0, unit) }];
        if (group.back) lines.push({ colour: group.colour, name: 'Back', value: amount(group.back[at] ?? 0, unit) });
        return tooltip(`${group.back ? group.name + ', ' : ''}${formatTime(answer.times[at] ?? 0, answer.step < 60_000 ? 'always' : 'needed')} UTC`, lines);
      },
    },
    series: [false, true].flatMap((isBack) =>
      shown.flatMap((group, i) => {
        const values = isBack ? group.back?.map((value) => -value) : group.values;
        return values === undefined ? [] : [{
          type: 'line', name: group.name, xAxisIndex: i, yAxisIndex: i, data: values.map((value, t) => [answer.times[t], value]), color: group.colour, lineStyle: { width: 1.3 },
          areaStyle: { opacity: isDark ? 0.4 : 0.3 }, showSymbol: answer.times.length === 1, symbolSize: 4, emphasis: { disabled: true },
        }];
      }),
    ),
  };
}
