import type { Value } from './api';
import { base } from './dimension';

/** A test that a column has a value; undefined where the language has none. */
export function term(name: string, value: Value): string | undefined {
  const column = base(name);
  if (value === null || column === 'time' || column === 'duration') return undefined;
  if (typeof value === 'number') return `${column} = ${value}`;
  // Addresses and prefixes are words of the language; anything else is text, which an exporter may have sent.
  if (/^[0-9a-fA-F:./]+$/.test(value) && /addr|hop/.test(column)) return `${column} = ${value}`;
  if (/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(value)) return `${column} = ${value}`;
  if (!value.includes('"')) return `${column} = "${value}"`;
  if (!value.includes("'")) return `${column} = '${value}'`;
  return undefined;
}

/** A filter narrowed by a test. */
export function narrowed(filter: string, test: string, keep = true): string {
  const part = keep ? test : `not ${test}`;
  const before = filter.trim();
  if (before === '') return part;
  // What is only joined by "and" needs no parentheses; a comment ends with its line.
  const isChain = !/\bor\b|\|\||#/i.test(before);
  return `${isChain ? before : `(${before}${before.includes('#') ? '\n' : ''})`} and ${part}`;
}

export type TokenClass = 'word' | 'joint' | 'number' | 'address' | 'text' | 'symbol' | 'comment' | 'space';

/** A filter cut into what an editor colours. It keeps every character, whatever it is. */
export function tokens(text: string): { text: string; kind: TokenClass }[] {
  const found: { text: string; kind: TokenClass }[] = [];
  const pattern = /(\s+)|(#[^\n]*)|("[^"]*"?|'[^']*'?)|([A-Za-z0-9_.:/+@-]+)|([^\s\w]|.)/gs;
  for (const match of text.matchAll(pattern)) {
    const part = match[0];
    const kind: TokenClass = match[1] ? 'space' : match[2] ? 'comment' : match[3] ? 'text' : match[5] ? 'symbol' : wordClass(part);
    found.push({ text: part, kind });
  }
  return found;
}

function wordClass(word: string): TokenClass {
  if (/^(and|or|not|in|any)$/i.test(word)) return 'joint';
  if (/^\d+(\.\d+){3}(\/\d+)?$/.test(word) || /^[0-9a-f]*:[0-9a-f:.]*(\/\d+)?$/i.test(word)) return 'address';
  if (/^-?\d/.test(word)) return 'number';
  return 'word';
}
