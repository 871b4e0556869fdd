// SPDX-License-Identifier: Apache-2.0
import type { CheckName, RejectionReason } from './verification.ts';

/** The step that a reason belongs to. */
const steps: { [reason in RejectionReason]: CheckName } = {
  malformed: 'form',
  'too-large': 'form',
  unsupported: 'form',
  'timestamp-missing': 'timestamp',
  'timestamp-invalid': 'timestamp',
  'time-unproven': 'timestamp',
  'certificate-invalid': 'certificate',
  'sct-invalid': 'sct',
  'other-kind-of-signer': 'key',
  'other-key': 'key',
  'log-entry-missing': 'log',
  'log-entry-invalid': 'log',
  'signature-invalid': 'signature',
  'other-image': 'claims',
  'claims-invalid': 'claims',
};

/** Why something does not count: thrown at the step that found it, caught at the top. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly reason: RejectionReason;
  readonly step: CheckName;
  readonly expected: string | undefined;
  readonly got: string | undefined;

  /** `message` is a sentence for people, without a full stop. */
  constructor(
    reason: RejectionReason,
    message: string,
    more: { step?: CheckName; expected?: string; got?: string; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.reason = reason;
    this.step = more.step ?? steps[reason];
    this.expected = more.expected;
    this.got = more.got;
  }
}

/** What `work` gives; whatever it throws that is no refusal is refused for this reason. */
export function orRefuse<T>(reason: RejectionReason, message: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    throw new Refusal(reason, `${message}: ${textOf(cause)}`, { cause });
  }
}

/** What an error says, in one line of bounded length: it may quote what it could not read. */
export const textOf = (error: unknown): string =>
  (error instanceof Error ? error.message : 'not known')
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, 200);
