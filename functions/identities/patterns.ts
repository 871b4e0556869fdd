// SPDX-License-Identifier: Apache-2.0
import type { ClaimMatch } from '../../core/api/identities.ts';
import { Failure, type Fault } from '../../core/errors.ts';
import { compileExpression } from '../../core/policy/expression.ts';

/** Makes sure that every pattern compiles. @throws Failure INVALID_ARGUMENT with each that does not */
export function checkPatterns(match: ClaimMatch): void {
  const patterns: [string, string | undefined][] = [
    ['subjectPattern', match.subjectPattern],
    ['audiencePattern', match.audiencePattern],
    ...Object.entries(match.claimPatterns ?? {}).map(([claim, pattern]): [string, string] => [
      `claimPatterns.${claim}`,
      pattern,
    ]),
  ];
  const faults = patterns.flatMap(([place, pattern]) => faultOf(`claimMatch.${place}`, pattern));
  if (faults.length === 0) return;
  const [first] = faults;
  throw new Failure('INVALID_ARGUMENT', `${first?.place} is not an RE2 expression`, {
    ...(first?.place === undefined ? {} : { place: first.place }),
    faults,
    next: 'chainctl iam identities update --help',
  });
}

function faultOf(place: string, pattern: string | undefined): Fault[] {
  if (pattern === undefined) return [];
  try {
    compileExpression(pattern);
    return [];
  } catch (error) {
    return [{ place, fault: error instanceof Error ? error.message : 'does not compile' }];
  }
}
