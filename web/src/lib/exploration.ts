import { units, type Unit, type UnitName } from './format';
import { router } from './router.svelte';

/** How an answer is drawn. */
export type Kind = 'stacked' | 'percent' | 'lines' | 'grid' | 'bars' | 'heatmap' | 'week' | 'sankey' | 'chord' | 'matrix';

export const kinds: { value: Kind; label: string }[] = [
  { value: 'stacked', label: 'Stacked' },
  { value: 'percent', label: '100 %' },
  { value: 'lines', label: 'Lines' },
  { value: 'grid', label: 'Grid' },
  { value: 'bars', label: 'Bars' },
  { value: 'heatmap', label: 'Heatmap' },
  { value: 'week', label: 'Week' },
  { value: 'sankey', label: 'Sankey' },
  { value: 'chord', label: 'Chord' },
  { value: 'matrix', label: 'Matrix' },
];

/** Those that are made of links. */
export const isOfLinks = (kind: Kind) => kind === 'sankey' || kind === 'chord';
/** Those that lead from one dimension to another, or cross them. */
export const isOfPairs = (kind: Kind) => isOfLinks(kind) || kind === 'matrix';
/** Those that have a line of time, on which the range before or the other direction can be shown. */
const isOfLines = (kind: Kind) => kind === 'stacked' || kind === 'lines' || kind === 'grid';

/** What the address says of Explore. */
export interface Exploration {
  by: string[];
  unit: Unit;
  kind: Kind;
  /** Groups with a line of their own. */
  n: number;
  /** Whether the range before is shown, too, and what came back; whether they can be. */
  compares: boolean;
  canCompare: boolean;
  reverses: boolean;
  canReverse: boolean;
}

/** Of the page's own address, or of another's. */
export function exploration(get: (name: string, usual?: string) => string = (name, usual) => router.get(name, usual)): Exploration {
  const wanted = kinds.find((one) => one.value === get('kind'))?.value ?? 'stacked';
  const unit = units[get('unit', 'bps') as UnitName] ?? units.bps;
  // Shares of different interfaces add up to nothing, and cross nothing.
  const kind = unit.isShare && (wanted === 'stacked' || wanted === 'percent') ? 'lines' : wanted;
  const canReverse = isOfLines(kind) && !unit.isShare;
  const reverses = canReverse && get('reverse') === '1';
  const canCompare = (kind === 'stacked' || kind === 'lines') && !reverses && !unit.isShare;
  return {
    by: get('by', 'src_addr').split(',').filter((name) => name !== '' && name !== 'none'),
    unit: unit.isShare && (isOfPairs(kind) || kind === 'week') ? units.bps : unit,
    kind,
    n: Math.min(50, Math.max(1, Number(get('n', '8')) || 8)),
    canCompare,
    compares: canCompare && get('compare') === '1',
    canReverse,
    reverses,
  };
}
