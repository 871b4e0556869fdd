// SPDX-License-Identifier: Apache-2.0
import {
  type Document,
  isScalar,
  LineCounter,
  parseAllDocuments,
  visit,
  type YAMLError,
} from 'yaml';
import type { Fault } from '../errors.ts';
import { tooDeep } from './nesting.ts';
import { offsetOf, offsetWithin } from './positions.ts';
import { type Replacement, replaced, straightened, unquoted } from './quotes.ts';

/** One document of a file: its value, and where its fields stand. */
export interface Source {
  value: unknown;
  /** The text of the document, straight quotes for typographic ones, without separators. */
  text: string;
  /** The 1-based line of the file on which that text begins. */
  line: number;
  /** 1-based line and column of the field with this path, or of the nearest one above it. */
  position: (path: string) => Place;
  /** The same of a line and column in the text that the field holds, as far as it stands there as it is. */
  within: (path: string, line: number, column: number) => Place;
}

interface Place {
  line: number;
  column: number;
}

/** The longest file, in characters, and the most documents and aliases in it. */
const longest = 1_048_576;
const mostDocuments = 100;
const mostAliases = 20;

/**
 * Reads the YAML (or JSON) documents of a file. Typographic quotes around a value are taken away,
 * each with a warning: they were meant as quotes. No message shows what stands in the file, since
 * that may be a secret.
 */
export function readSources(text: string): {
  sources: Source[];
  faults: Fault[];
  warnings: Fault[];
} {
  const refused = (...faults: Fault[]) => ({ sources: [], faults, warnings: [] });
  if (text.length > longest) return refused({ fault: 'the file is larger than 1 MiB' });
  const lines = new LineCounter();
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  if ((text.match(/^(?:---|\.\.\.)(?=\s|$)/gm) ?? []).length > mostDocuments * 2) {
    return refused({ fault: `has more than ${mostDocuments} documents` });
  }
  const deep = tooDeep(text);
  if (deep !== undefined) {
    const line = text.slice(0, deep).split('\n');
    const column = (line.at(-1) ?? '').length + 1;
    return refused({ fault: 'is nested too deeply', line: line.length, column });
  }
  const parsed = parseAllDocuments(text, {
    lineCounter: lines,
    version: '1.2',
    uniqueKeys: false,
    stringKeys: true,
    merge: false,
  });
  const documents = Array.isArray(parsed)
    ? parsed.filter(({ contents }) => !isEmpty(contents))
    : [];
  if (documents.length === 0) return refused({ fault: 'document is required to create policy' });
  if (documents.length > mostDocuments)
    return refused({ fault: `has more than ${mostDocuments} documents` });
  const faults = documents.flatMap((document) => faultsOf(document, place));
  if (faults.length > 0) return refused(...faults);
  const warnings: Fault[] = [];
  const sources = documents.map((document) => sourceOf(document, text, place, warnings));
  return { sources, faults: [], warnings };
}

const isEmpty = (contents: unknown): boolean =>
  contents === null || (isScalar(contents) && contents.value === null);

/** What is wrong with a document before its fields are looked at. */
function faultsOf(document: Document.Parsed, place: (offset: number) => Place): Fault[] {
  const faults: Fault[] = [...document.errors, ...document.warnings].map((error) => ({
    fault: `is not YAML: ${saying(error)}`,
    ...place(error.pos[0]),
  }));
  const { yaml, tags } = document.directives;
  if (yaml.version !== '1.2' || Object.keys(tags).length > 1) {
    faults.push({ fault: 'directives (%) are not supported', ...place(document.range[0]) });
  }
  let aliases = 0;
  visit(document, {
    Map: (_key, { items }) => {
      const names = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (names.has(key.value)) {
          faults.push({ fault: 'has two fields of one name', ...place(key.range?.[0] ?? 0) });
        }
        names.add(key.value);
      }
    },
    Alias: (_key, node) => {
      aliases += 1;
      const known = node.resolve(document) !== undefined;
      if (known && aliases <= mostAliases) return;
      const fault = known ? 'uses too many aliases' : 'uses an alias that nothing is named by';
      faults.push({ fault, ...place(node.range?.[0] ?? 0) });
    },
  });
  return faults;
}

/** The parser's sentence without what it quotes from the file. */
function saying({ code, message }: YAMLError): string {
  if (code === 'TAG_RESOLVE_FAILED' || code === 'BAD_COLLECTION_TYPE') return 'a tag is not known';
  if (code === 'BAD_DQ_ESCAPE') return 'a backslash between double quotes begins no escape';
  if (code === 'BAD_DIRECTIVE') return 'a directive is not known';
  const [line = ''] = message.split('\n', 1);
  return line.replace(/ at line \d+, column \d+:?$/, '').replace(/:.*$/, '');
}

function sourceOf(
  document: Document.Parsed,
  whole: string,
  place: (offset: number) => Place,
  warnings: Fault[],
): Source {
  const [start, , end] = document.range;
  const quotes: Replacement[] = [];
  visit(document, {
    Scalar: (_key, node) => {
      const { value, range } = node;
      if (typeof value !== 'string' || !range) return;
      const inner = unquoted(value);
      if (inner === undefined) return;
      const first = value.charAt(0);
      const code = first.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase();
      warnings.push({
        fault: `${first} (U+${code}) is a typographic quote, which YAML takes for text; removed, write " instead`,
        ...place(range[0]),
      });
      quotes.push(...straightened(node, value, whole));
      node.value = inner;
    },
  });
  const text = replaced(whole, start, end, quotes);
  return {
    value: document.toJS({ maxAliasCount: -1 }),
    text: bare(text),
    line: place(start).line + (marked.exec(text)?.[0].endsWith('\n') ? 1 : 0),
    position: (path) => place(offsetOf(document, path) ?? start),
    within: (path, line, column) =>
      place(offsetWithin(document, whole, path, line, column) ?? offsetOf(document, path) ?? start),
  };
}

/** The mark of a document's beginning. */
const marked = /^---(?:[ \t]*(?:#[^\n]*)?\r?\n|[ \t]+)/;

/** A document's text without the marks of its beginning and end, ending with a line break. */
function bare(text: string): string {
  const body = text.replace(marked, '').replace(/(^|\n)\.\.\.(?:[ \t][^\n]*)?\s*$/, '$1');
  return body.endsWith('\n') ? body : `${body}\n`;
}
