import type { CounterSeries, Series } from '../lib/api';
import { percent, quantity } from '../lib/format';
import { chrome, seriesColour } from '../lib/palette';
import { formatTime } from '../lib/time';
import { frame, timeAxis, tip } from './series';
import { tooltip } from './tooltip';

interface Load {
  counters: CounterSeries;
  incoming: Series;
  outgoing: Series;
  /** Bits a second that it can do. */
  speed?: number;
  isDark: boolean;
  isNarrow: boolean;
}

/** An interface over time: areas of what flows tell, lines of what counters say; in above the axis, out below. */
export function interfaceLoad({ counters, incoming, outgoing, speed, isDark, isNarrow }: Load): object {
  const colours = chrome(isDark);
  const bits = (answer: Series) => answer.all.map((octets) => (octets * 8000) / answer.step);
  const [flowsIn, flowsOut] = [bits(incoming), bits(outgoing)];
  const colour = seriesColour(0, isDark);
  const shared = { type: 'line', showSymbol: incoming.times.length === 1, emphasis: { disabled: true } };
  const area = (values: number[], sign: number) => ({ ...shared, name: 'Flows', data: values.map((value, i) => [incoming.times[i], sign * value]), color: colour, lineStyle: { width: 1 }, areaStyle: { opacity: isDark ? 0.45 : 0.35 } });
  const line = (values: (number | null)[], sign: number) => ({ ...shared, name: 'Counters', data: values.map((value, i) => [counters.times[i], value === null ? null : sign * value]), color: colours.text, lineStyle: { width: 1.4 }, connectNulls: true });
  const said = (value: number | null | undefined) => (value === null || value === undefined ? '–' : quantity(value, 'bit/s') + (speed ? `, ${percent(value / speed)}` : ''));
  return {
    ...frame({ isDark, isNarrow }),
    xAxis: { ...timeAxis({ answer: incoming, isDark, isNarrow }), axisLine: { onZero: true, lineStyle: { color: colours.strong } }, axisTick: { show: false }, position: 'bottom' },
    yAxis: { type: 'value', splitNumber: 4, axisLabel: { color: colours.faint, formatter: (value: number) => quantity(Math.abs(value), 'bit/s') }, splitLine: { lineStyle: { color: colours.line } } },
    tooltip: {
      ...tip({ isDark }),
      trigger: 'axis',
      axisPointer: { type: 'line', lineStyle: { color: colours.axis } },
      formatter: (points: { dataIndex: number }[]) => {
        const at = points[0]?.dataIndex ?? 0;
        return tooltip(`${formatTime(incoming.times[at] ?? 0)} UTC`, [
          { colour, name: 'In by flows', value: said(flowsIn[at]) }, { colour: colours.text, name: 'In by counters', value: said(counters.in[at]) },
          { colour, name: 'Out by flows', value: said(flowsOut[at]) }, { colour: colours.text, name: 'Out by counters', value: said(counters.out[at]) },
        ]);
      },
    },
    series: [area(flowsIn, 1), area(flowsOut, -1), line(counters.in, 1), line(counters.out, -1)],
  };
}
