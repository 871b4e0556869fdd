// SPDX-License-Identifier: Apache-2.0
import { Failure, type Fault } from '../../../core/errors.ts';
import { readPolicyFile } from '../../../core/policy/document.ts';
import { type Part, splitPolicies } from '../../../core/policy/split.ts';
import type { App } from '../../app.ts';
import type { Given } from '../../files/read.ts';
import { faultLine } from '../../terminal/complain.ts';
import { say } from '../../terminal/terminal.ts';

/**
 * The policies in the texts, once all of them are as they should be. Warnings are said, with the line
 * and column that they are about. @throws Failure INVALID_ARGUMENT with every fault of a text
 */
export function accepted(app: App, given: Given[]): (Part & { from: string })[] {
  return given.flatMap(({ from, text }) => {
    const { documents, faults, warnings } = readPolicyFile(text);
    if (faults.length > 0) throw refusal(from, faults);
    const split = splitPolicies(documents);
    if (split.faults.length > 0) throw refusal(from, split.faults);
    for (const warning of warnings) say(app.terminal, `Warning: ${faultLine(warning, from)}`);
    return split.parts.map((part) => ({ ...part, from }));
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

function refusal(from: string, faults: Fault[]): Failure {
  const count = faults.length === 1 ? 'a fault' : `${faults.length} faults`;
  return new Failure('INVALID_ARGUMENT', `${from} has ${count}`, {
    place: from,
    faults,
    next: `chainctl policies validate -f ${from === 'standard input' ? '-' : from}`,
  });
}
