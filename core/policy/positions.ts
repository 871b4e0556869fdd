// SPDX-License-Identifier: Apache-2.0
import { type Document, isMap, isScalar, isSeq } from 'yaml';

/**
 * Where in the text the field with this path stands: the offset of its key, or of the nearest field
 * above it. Names compare without case, as upstream's messages write some in their own way; a name may
 * have dots in it.
 */
export function offsetOf(document: Document.Parsed, path: string): number | undefined {
  let node: unknown = document.contents;
  let rest = path;
  let found: number | undefined;
  while (rest !== '') {
    const step = isSeq(node) ? intoItem(node.items, rest) : intoField(node, rest);
    if (step === undefined) break;
    found = step.offset ?? found;
    node = step.node;
    rest = step.rest;
  }
  return found;
}

/**
 * Where in the text a line and column (1-based) of what a field holds stand, if that is written as a block
 * (`data: |`), line by line; undefined otherwise.
 */
export function offsetWithin(
  document: Document.Parsed,
  text: string,
  path: string,
  line: number,
  column: number,
): number | undefined {
  const node = scalarAt(document, path);
  if (!isScalar(node) || node.type !== 'BLOCK_LITERAL' || !node.range) return undefined;
  const lines = text.slice(node.range[0], node.range[2]).split('\n');
  const indents = lines.slice(1).filter((each) => each.trim() !== '');
  const indent = Math.min(...indents.map((each) => /^ */.exec(each)?.[0].length ?? 0));
  const before = lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0);
  return lines[line] === undefined ? undefined : node.range[0] + before + indent + column - 1;
}

/** The scalar with this path, if it is one. */
function scalarAt(document: Document.Parsed, path: string): unknown {
  let node: unknown = document.contents;
  let rest = path;
  while (rest !== '') {
    const step = isSeq(node) ? intoItem(node.items, rest) : intoField(node, rest);
    if (step === undefined) return undefined;
    node = step.node;
    rest = step.rest;
  }
  return node;
}

interface Step {
  offset: number | undefined;
  node: unknown;
  rest: string;
}

function intoItem(items: unknown[], path: string): Step | undefined {
  const [whole = '', index = ''] = /^\[(\d+)\]\.?/.exec(path) ?? [];
  const node = items[Number(index)];
  if (whole === '' || node === undefined) return undefined;
  return { offset: startOf(node), node, rest: path.slice(whole.length) };
}

function intoField(node: unknown, path: string): Step | undefined {
  if (!isMap(node)) return undefined;
  const names = node.items.flatMap(({ key, value }) =>
    isScalar(key) && begins(path, String(key.value)) ? [{ key, value }] : [],
  );
  const [longest] = names.sort(
    (one, other) => String(other.key.value).length - String(one.key.value).length,
  );
  if (longest === undefined) return undefined;
  const { key, value } = longest;
  const rest = path.slice(String(key.value).length).replace(/^\./, '');
  return { offset: startOf(key), node: value, rest };
}

function begins(path: string, name: string): boolean {
  if (path.slice(0, name.length).toLowerCase() !== name.toLowerCase()) return false;
  return ['', '.', '['].includes(path.charAt(name.length));
}

function startOf(node: unknown): number | undefined {
  const placed = typeof node === 'object' && node !== null && 'range' in node;
  return placed && Array.isArray(node.range) ? Number(node.range[0]) : undefined;
}
