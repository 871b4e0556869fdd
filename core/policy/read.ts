// SPDX-License-Identifier: Apache-2.0
import { type Document, isMap, isScalar, LineCounter, parseAllDocuments, visit } from 'yaml';
import type { Fault } from '../errors.ts';
import { unquoted } from './quotes.ts';

/** One document of a file: its value, and where its fields stand. */
export interface Source {
  value: unknown;
  /** The text of the document, typographic quotes around values taken away. */
  text: string;
  /** 1-based line and column of the field with this path, or of the nearest one above it. */
  position: (path: string) => { line: number; column: number };
}

/** The longest file, in characters, and the most documents in it. */
const longest = 1_048_576;
const mostDocuments = 100;

/**
 * Reads the YAML (or JSON) documents of a file. Typographic quotes around a value are taken away,
 * each with a warning: they were meant as quotes.
 */
export function readSources(text: string): {
  sources: Source[];
  faults: Fault[];
  warnings: Fault[];
} {
  if (text.length > longest) {
    return { sources: [], faults: [{ fault: 'the file is larger than 1 MiB' }], warnings: [] };
  }
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, {
    lineCounter: lines,
    version: '1.2',
    uniqueKeys: true,
    stringKeys: true,
    merge: false,
  });
  const documents = Array.isArray(parsed) ? parsed.filter((each) => each.contents !== null) : [];
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const faults: Fault[] = documents.flatMap(({ errors }) =>
    errors.map((error) => ({
      fault: `is not YAML: ${error.message.split('\n', 1)[0]?.replace(/ at line \d+, column \d+:?$/, '')}`,
      ...place(error.pos[0]),
    })),
  );
  if (documents.length > mostDocuments)
    faults.push({ fault: `has more than ${mostDocuments} documents` });
  if (documents.length === 0) faults.push({ fault: 'document is required to create policy' });
  if (faults.length > 0) return { sources: [], faults, warnings: [] };
  const warnings: Fault[] = [];
  const sources = documents.map((document, index) => {
    const end = documents[index + 1]?.range[0] ?? text.length;
    return sourceOf(document, text, end, place, warnings);
  });
  return { sources, faults: sources.flatMap(aliasFaults), warnings };
}

function sourceOf(
  document: Document.Parsed,
  whole: string,
  end: number,
  place: (offset: number) => { line: number; column: number },
  warnings: Fault[],
): Source {
  const [start] = document.range;
  const cuts: [number, number][] = [];
  visit(document, {
    Scalar: (_key, node) => {
      if (typeof node.value !== 'string' || !node.range) return;
      const inner = unquoted(node.value);
      if (inner === undefined) return;
      const [from, to] = node.range;
      const first = node.value.at(0) ?? '';
      const code = first.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase();
      warnings.push({
        fault: `${first} (U+${code}) is a typographic quote, which YAML takes for text; removed, write " instead`,
        ...place(from),
      });
      const at = whole.indexOf(node.value, from);
      if (at !== -1 && at < to) cuts.push([at, 1], [at + node.value.length - 1, 1]);
      node.value = inner;
    },
  });
  return {
    value: plain(document),
    text: cut(whole, start, end, cuts),
    position: (path) => place(offsetOf(document, path) ?? start),
  };
}

/** The value; an alias that grows without bound makes it undefined, which is refused. */
function plain(document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: 50 });
  } catch {
    return undefined;
  }
}

const aliasFaults = ({ value, position }: Source): Fault[] =>
  value === undefined ? [{ fault: 'uses too many aliases', ...position('') }] : [];

/** The slice without the characters that were cut, ending with one line break, without separators. */
function cut(whole: string, start: number, end: number, cuts: [number, number][]): string {
  let text = '';
  let at = start;
  for (const [from, length] of cuts.sort(([one], [other]) => one - other)) {
    text += whole.slice(at, from);
    at = from + length;
  }
  text += whole.slice(at, end);
  return `${text
    .replace(/^(?:---[^\n]*\n)+/, '')
    .replace(/\n?(?:---|\.\.\.)\s*$/, '\n')
    .trimEnd()}\n`;
}

function offsetOf(document: Document.Parsed, path: string): number | undefined {
  const keys = path
    .split(/[.[\]]+/)
    .filter((key) => key !== '')
    .map((key) => (/^\d+$/.test(key) ? Number(key) : key));
  for (let depth = keys.length; depth > 0; depth -= 1) {
    const parent: unknown =
      depth === 1 ? document.contents : document.getIn(keys.slice(0, depth - 1), true);
    const last = keys[depth - 1];
    const pair = isMap(parent)
      ? parent.items.find(
          ({ key }) =>
            isScalar(key) && String(key.value).toLowerCase() === String(last).toLowerCase(),
        )
      : undefined;
    if (pair !== undefined && isScalar(pair.key) && pair.key.range) return pair.key.range[0];
    const node: unknown = document.getIn(keys.slice(0, depth), true);
    if (hasRange(node)) return node.range[0];
  }
  return undefined;
}

const hasRange = (node: unknown): node is { range: [number, number, number] } =>
  typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range);
