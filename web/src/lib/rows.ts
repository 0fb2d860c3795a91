import type { Matrix, Series, Table, Value } from './api';

/** Answers as rows under headings, for spreadsheets. */

const words = (key: Value[]) => key.map((value) => value ?? '').join(' ');

/** A row for each bucket; what came back in columns of its own. */
export function rowsOfSeries(answer: Series): Value[][] {
  const columns = (of: Pick<Series, 'series' | 'others' | 'all'>, keys: Value[][], prefix: string) => [
    ...of.series.map((one, i) => ({ head: prefix + words(keys[i] ?? one.key), values: one.values })),
    ...(of.series.length > 0 ? [{ head: `${prefix}others`, values: of.others }] : []),
    { head: `${prefix}all`, values: of.all },
  ];
  const keys = answer.series.map((one) => one.key);
  const all = [...columns(answer, keys, ''), ...(answer.reverse ? columns(answer.reverse, keys, 'back ') : [])];
  return [['time', ...all.map((column) => column.head)], ...answer.times.map((time, i) => [new Date(time).toISOString(), ...all.map((column) => column.values[i] ?? 0)])];
}

export const rowsOfTable = (table: Table): Value[][] => [table.columns.map((column) => column.name), ...table.rows];

/** A row for each group, and one for the others. */
export function rowsOfMatrix(matrix: Matrix): Value[][] {
  const heads = (axis: Matrix['rows']) => [...axis.groups.map(words), 'others'];
  const rows = heads(matrix.rows);
  return [[matrix.rows.columns.map((column) => column.name).join(' '), ...heads(matrix.across)], ...matrix.cells.map((cells, i) => [rows[i]!, ...cells])];
}
