// SPDX-License-Identifier: Apache-2.0
import type { Trouble } from '../core/evidence/evidence.ts';

export type Reason = Trouble['reason'];

/** Why one thing could not be read. Thrown inside this room only: whoever asks gets a Trouble. */
export class Troubled extends Error {
  override readonly name = 'Troubled';
  readonly reason: Reason;
  /** Whether the same request may succeed a moment later. */
  readonly passing: boolean;
  /** Before when nobody is asked again, in milliseconds since the epoch, where that is known. */
  readonly until: number | undefined;

  /** `message` is for people: it names hosts, never tokens or what a body said. */
  constructor(
    reason: Reason,
    message: string,
    options: { passing?: boolean; until?: number; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.reason = reason;
    this.passing = options.passing ?? false;
    this.until = options.until;
  }
}

/** The trouble as it stands in evidence. Anything else that was thrown is a defect and goes on. */
export function troubleAt(place: string, error: unknown): Trouble {
  if (!(error instanceof Troubled)) throw error;
  const { reason, message, until } = error;
  const moment = until === undefined ? {} : { until: new Date(until).toISOString() };
  return { reason, place, message, ...moment };
}
