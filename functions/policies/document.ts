// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { Failure, type Fault } from '../../core/errors.ts';
import { type StoredDocument, storedDocument } from '../../core/policy/stored.ts';

/** A document that may be stored, as it will be. */
export interface Accepted extends StoredDocument {
  /** `sha256:` and hex of the text. */
  digest: string;
}

/**
 * Reads a policy's document with the rules that chainctl uses.
 * @throws Failure INVALID_ARGUMENT with every fault, its line and its column
 */
export function accept(text: string): Accepted {
  const read = storedDocument(text);
  if (!read.ok) throw refused(read.faults);
  const digest = `sha256:${createHash('sha256').update(read.document.text).digest('hex')}`;
  return { ...read.document, digest };
}

function refused(faults: Fault[]): Failure {
  const [first] = faults;
  const message =
    faults.length === 1 && first !== undefined
      ? first.fault
      : `the policy has ${faults.length} faults`;
  return new Failure('INVALID_ARGUMENT', message, {
    faults,
    next: 'chainctl policies validate -f FILE',
  });
}
