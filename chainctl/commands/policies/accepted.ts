// SPDX-License-Identifier: Apache-2.0
import { Failure, type Fault } from '../../../core/errors.ts';
import { readPolicyFile } from '../../../core/policy/document.ts';
import { type Part, splitPolicies } from '../../../core/policy/split.ts';
import type { App } from '../../app.ts';
import type { Given } from '../../files/read.ts';
import { faultLine } from '../../terminal/complain.ts';
import { say } from '../../terminal/terminal.ts';

/** A policy that was given, and which text it was in. */
export type GivenPart = Part & { from: string };

/** What a text was found to hold. With faults, no policy of it counts. */
export interface Inspected {
  from: string;
  parts: GivenPart[];
  faults: Fault[];
  warnings: Fault[];
}

/** Looks at a text: the policies in it, and all that is wrong with it. */
export function inspected({ from, text }: Given): Inspected {
  const { documents, faults, warnings } = readPolicyFile(text);
  if (faults.length > 0) return { from, parts: [], faults, warnings };
  const split = splitPolicies(documents);
  const parts = split.faults.length > 0 ? [] : split.parts.map((part) => ({ ...part, from }));
  return { from, parts, faults: split.faults, warnings };
}

/**
 * The policies in the texts, once all of them are as they should be. Warnings are said, with the line
 * and column that they are about. @throws Failure INVALID_ARGUMENT with every fault
 */
export function accepted(app: App, given: Given[]): GivenPart[] {
  const all = given.map(inspected);
  const wrong = all.filter(({ faults }) => faults.length > 0);
  if (wrong.length > 0) throw refusal(wrong);
  return all.flatMap(({ from, parts, warnings }) => {
    for (const warning of warnings) say(app.terminal, `Warning: ${faultLine(warning, from)}`);
    return parts;
  });
}

/** The one policy in the texts. @throws Failure INVALID_ARGUMENT for faults, and for several */
export function acceptedOne(app: App, given: Given[]): Part {
  const [part, ...more] = accepted(app, given);
  if (part !== undefined && more.length === 0) return part;
  const from = given.map((each) => each.from).join(', ');
  throw new Failure('INVALID_ARGUMENT', `${from} holds ${more.length + 1} policies, not one`, {
    place: '--filename',
    next: `chainctl policies apply -f ${from}`,
  });
}

function refusal(wrong: Inspected[]): Failure {
  const names = wrong.map(({ from }) => from);
  const faults = wrong.flatMap((each) => each.faults);
  const count = faults.length === 1 ? 'a fault' : `${faults.length} faults`;
  const next = `chainctl policies validate -f ${names.map((name) => (name === 'standard input' ? '-' : name)).join(' ')}`;
  const [only, ...others] = wrong;
  if (only !== undefined && others.length === 0) {
    const { from } = only;
    return new Failure('INVALID_ARGUMENT', `${from} has ${count}`, { place: from, faults, next });
  }
  // Faults of several texts say themselves which one they are about.
  const lines = wrong.flatMap(({ from, faults: own }) =>
    own.map((each) => ({
      fault: each.line === undefined ? `${from}: ${faultLine(each)}` : faultLine(each, from),
    })),
  );
  return new Failure('INVALID_ARGUMENT', `${names.join(', ')} have ${count}`, {
    faults: lines,
    next,
  });
}
