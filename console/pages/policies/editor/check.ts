// SPDX-License-Identifier: Apache-2.0
import { isScalar, parseAllDocuments, visit } from 'yaml';
import type { Fault } from '../../../../core/errors.ts';
import { readPolicyFile } from '../../../../core/policy/document.ts';
import { storedDocument } from '../../../../core/policy/stored.ts';

/** What was found in a document as it stands. */
export interface Checked {
  /** What it cannot be saved with. */
  faults: Fault[];
  /** What is allowed and yet cannot mean what it says. */
  warnings: Fault[];
  kind: 'ClusterImagePolicy' | 'TrustRoot' | undefined;
  /** Which images it is for. */
  globs: string[];
}

/** Holds a document against the rules by which the service takes it. */
export function check(text: string): Checked {
  const { documents, warnings } = readPolicyFile(text);
  const stored = storedDocument(text);
  const globs = documents.flatMap((each) =>
    each.kind === 'ClusterImagePolicy'
      ? (each.spec.images ?? []).flatMap(({ glob }) => glob ?? [])
      : [],
  );
  return stored.ok
    ? { faults: [], warnings, kind: stored.document.kind, globs }
    : { faults: stored.faults, warnings, kind: undefined, globs };
}

/** The document with one glob in place of another, everything else as it was. */
export function withGlob(text: string, was: string, glob: string): string {
  const places: [start: number, end: number][] = [];
  for (const document of parseAllDocuments(text)) {
    if (!('contents' in document)) continue;
    visit(document, {
      Pair: (_key, { key, value }) => {
        if (!isScalar(key) || key.value !== 'glob' || !isScalar(value)) return;
        if (value.value === was && value.range) places.push([value.range[0], value.range[1]]);
      },
    });
  }
  return places
    .toReversed()
    .reduce(
      (changed, [start, end]) =>
        changed.slice(0, start) + JSON.stringify(glob) + changed.slice(end),
      text,
    );
}
