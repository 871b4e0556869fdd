// SPDX-License-Identifier: Apache-2.0
import type { Fault } from '../../../../core/errors.ts';

/** A fault or a warning, and where in the text it is, if that is known. */
export interface Finding extends Fault {
  kind: 'fault' | 'warning';
}

/** The worst finding of each line that has one, the topmost first. */
export function marksOf(findings: Finding[]): { line: number; kind: Finding['kind'] }[] {
  const marks = new Map<number, Finding['kind']>();
  for (const { line, kind } of findings) {
    if (line !== undefined && marks.get(line) !== 'fault') marks.set(line, kind);
  }
  return [...marks].map(([line, kind]) => ({ line, kind })).sort((a, b) => a.line - b.line);
}

/** How many of which, in words. */
export function inWords(findings: Finding[]): string {
  const faults = findings.filter(({ kind }) => kind === 'fault').length;
  const warnings = findings.length - faults;
  const counted = (count: number, word: string) =>
    count === 0 ? [] : [`${count} ${word}${count === 1 ? '' : 's'}`];
  return [...counted(faults, 'fault'), ...counted(warnings, 'warning')].join(', ') || 'No faults';
}
