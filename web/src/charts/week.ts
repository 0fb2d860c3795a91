import { amount } from '../lib/format';
import { hoursOfWeek } from '../lib/hours';
import { chrome } from '../lib/palette';
import type { Span } from '../lib/time';
import { frame, scale, tip, type Drawing } from './series';
import { tooltip } from './tooltip';

const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** Hours across, days down: when the network is used. */
export function week(drawing: Drawing, span: Span): object {
  const { answer, unit, isDark } = drawing;
  const colours = chrome(isDark);
  const cells = hoursOfWeek(answer, span, unit).flatMap((day, y) => day.flatMap(({ mean, hours }, x) => (hours > 0 ? [[x, y, mean, hours]] : [])));
  const axis = { axisLine: { show: false }, axisTick: { show: false }, splitArea: { show: false } };
  const two = (n: number) => String(n).padStart(2, '0');
  return {
    ...frame(drawing),
    grid: { left: 8, right: 12, top: 12, bottom: 48, containLabel: true },
    xAxis: { type: 'category', data: Array.from({ length: 24 }, (_, i) => two(i)), axisLabel: { color: colours.faint, hideOverlap: true }, ...axis },
    yAxis: { type: 'category', inverse: true, data: days.map((day) => (drawing.isNarrow ? day.slice(0, 3) : day)), axisLabel: { color: colours.text }, ...axis },
    visualMap: { ...scale(drawing, Math.max(...cells.map((cell) => cell[2]!), 0)), dimension: 2 },
    tooltip: {
      ...tip(drawing),
      trigger: 'item',
      formatter: ({ data }: { data: [number, number, number, number] }) =>
        tooltip(`${days[data[1]]}, ${two(data[0])}:00 – ${two((data[0] + 1) % 24)}:00 UTC`, [{ name: unit.isRate ? 'Mean' : 'Mean of an hour', value: amount(data[2], unit) }, { name: 'Of hours', value: String(Math.round(data[3] * 10) / 10) }]),
    },
    series: [{ type: 'heatmap', data: cells, progressive: 0, itemStyle: { borderColor: colours.surface, borderWidth: 2, borderRadius: 4 }, emphasis: { disabled: true } }],
  };
}
