import { grid, gridHeight, panels } from '../charts/grid';
import { matrix as matrixOf, matrixHeight } from '../charts/matrix';
import { chord } from '../charts/chord';
import { sankey, sankeyHeight } from '../charts/sankey';
import { bars, heatmap, inUnit, overTime, type Drawing } from '../charts/series';
import { week } from '../charts/week';
import type { InterfaceCounters, Matrix, Series, Table } from './api';
import { isOfLinks, isOfPairs, type Exploration } from './exploration';
import { Question } from './question.svelte';
import { areInterfaces, speeds } from './speeds';
import { toParameters, type Span } from './time';

/** What is explored, and the room there is for it. */
export interface Exploring {
  chosen: Exploration;
  filter: string;
  span: Span;
  /** Pixels. */
  width: number;
  isDark: boolean;
}

/** Asks what a graph needs, and draws it. To be made while a component is: it asks as long as that lives. */
export class Explorer {
  readonly series = new Question<Series>('series');
  readonly past = new Question<Series>('series');
  readonly links = new Question<Table>('top');
  readonly crossed = new Question<Matrix>('matrix');
  readonly told = new Question<InterfaceCounters[]>('counters');
  #read: () => Exploring;

  constructor(read: () => Exploring) {
    this.#read = read;
    $effect(() => this.load());
    $effect(() => {
      const { chosen, span } = this.#read();
      if (!chosen.compares || !this.step) return;
      const length = span.to - span.from;
      return this.past.ask({ ...JSON.parse(this.asked), bucket: `${this.step / 1000}s`, ...toParameters({ from: span.from - length, to: span.from }) });
    });
    $effect(() => (this.askedLinks ? this.links.ask(JSON.parse(this.askedLinks)) : undefined));
    $effect(() => (this.askedCells ? this.crossed.ask(JSON.parse(this.askedCells)) : undefined));
    $effect(() => (this.askedSpeeds ? this.told.ask(JSON.parse(this.askedSpeeds)) : undefined));
  }

  readonly load = () => this.series.ask(JSON.parse(this.asked));

  // The width of a bucket is the server's choice: what is compared has the same.
  readonly step = $derived.by(() => this.series.answer?.step);
  readonly isNarrow = $derived.by(() => this.#read().width < 560);
  readonly #records = $derived.by(() => ({ filter: this.#read().filter, ...toParameters(this.#read().span) }));

  // As text, so that what is only drawn otherwise asks nothing anew.
  readonly asked = $derived.by(() => {
    const { by, unit, n, kind, reverses } = this.#read().chosen;
    // Cells of a heatmap want to be seen; lines may be as fine as pixels are.
    const points = kind === 'heatmap' ? (this.isNarrow ? 24 : 72) : this.isNarrow || kind === 'grid' ? 90 : 220;
    const least = Math.min(points, 36);
    return JSON.stringify({ by: by.join(','), measure: unit.measure, n, points, least, bucket: kind === 'week' ? '1h' : '', reverse: reverses ? 'yes' : '', ...this.#records });
  });
  readonly askedLinks = $derived.by(() => {
    const { by, unit, n, kind } = this.#read().chosen;
    return isOfLinks(kind) && by.length > 1 ? JSON.stringify({ by: by.join(','), n: Math.max(n, 24), order: unit.measure, ...this.#records }) : '';
  });
  readonly askedCells = $derived.by(() => {
    const { by, unit, n, kind } = this.#read().chosen;
    return kind === 'matrix' && by.length > 1 ? JSON.stringify({ rows: by[0], across: by.slice(1).join(','), measure: unit.measure, n, width: Math.min(n, this.isNarrow ? 6 : 12), ...this.#records }) : '';
  });
  readonly askedSpeeds = $derived.by(() => (this.#read().chosen.unit.isShare ? JSON.stringify(toParameters(this.#read().span)) : ''));

  readonly speedOf = $derived.by(() => (this.#read().chosen.unit.isShare && this.series.answer && this.told.answer ? speeds(this.series.answer.columns, this.told.answer) : undefined));
  /** Groups whose speed nobody told. */
  readonly untold = $derived.by(() => (this.speedOf ? (this.series.answer?.series.filter((one) => this.speedOf!(one.key) === undefined).length ?? 0) : 0));
  readonly drawing = $derived.by((): Drawing | null => {
    const { chosen, isDark } = this.#read();
    return this.series.answer ? { answer: this.series.answer, unit: chosen.unit, isDark, isNarrow: this.isNarrow, speedOf: this.speedOf } : null;
  });

  /** What is missing for a graph, in words. */
  readonly hint = $derived.by(() => {
    const { kind, by, unit } = this.#read().chosen;
    if (isOfPairs(kind) && by.length < 2) return `A ${kind === 'sankey' ? 'Sankey graph' : kind} leads from one dimension to another: group by two or more.`;
    if (unit.isShare && !areInterfaces(by)) return 'A share of an interface is that of one interface: group by exporter and interface.';
    return unit.isShare && this.speedOf && this.untold === this.series.answer?.series.length ? 'No counters tell the speed of these interfaces in this range.' : '';
  });

  readonly option = $derived.by(() => {
    const { chosen: { kind, unit, by, compares }, span, width, isDark } = this.#read();
    const drawing = this.drawing;
    if (!drawing || this.hint || (unit.isShare && !this.speedOf)) return null;
    const seconds = (span.to - span.from) / 1000;
    switch (kind) {
      case 'sankey': return this.links.answer && by.length > 1 ? sankey(this.links.answer, unit, seconds, isDark, this.isNarrow) : null;
      case 'chord': return this.links.answer && by.length > 1 ? chord(this.links.answer, unit, seconds, isDark, this.isNarrow) : null;
      case 'matrix': return this.crossed.answer ? matrixOf(this.crossed.answer, unit, seconds, isDark, this.isNarrow) : null;
      case 'bars': return bars(drawing);
      case 'heatmap': return heatmap(drawing);
      case 'grid': return grid(drawing, width);
      // Before the answer by the hour is there, the last one has other buckets.
      case 'week': return drawing.answer.step === 3_600_000 ? week(drawing, span) : null;
      default: {
        const past = this.past.answer?.step === this.step ? this.past.answer : null;
        return overTime({ ...drawing, before: compares && past ? drawing.answer.times.map((_, i) => inUnit(past.all[i] ?? 0, unit, past.step)) : undefined }, kind);
      }
    }
  });

  /** Pixels that the graph needs, or by itself has. */
  height(usual: number): number {
    const kind = this.#read().chosen.kind;
    if (kind === 'chord') return this.isNarrow ? 380 : 560;
    if (kind === 'sankey' && this.links.answer) return Math.max(usual, sankeyHeight(this.links.answer));
    if (kind === 'matrix' && this.crossed.answer) return Math.max(usual, matrixHeight(this.crossed.answer, this.isNarrow));
    if (kind === 'grid' && this.drawing) return gridHeight(panels(this.drawing).length, this.#read().width);
    return kind === 'bars' || kind === 'heatmap' ? Math.max(usual, ((this.series.answer?.series.length ?? 0) + 1) * 30 + 60) : usual;
  }

  readonly trouble = $derived.by(() => (this.askedLinks ? this.links.error : this.askedCells ? this.crossed.error : this.askedSpeeds ? this.told.error : null));
  /** Whether a graph is still to come; some kinds have an answer of their own. */
  readonly isWaiting = $derived.by(() => this.series.busy || (!this.option && !this.hint && !this.trouble && this.series.answer !== null && this.series.answer.totals.flows > 0));
}
