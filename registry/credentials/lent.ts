// SPDX-License-Identifier: Apache-2.0
import type { Clock } from '../clock.ts';
import type { Credential } from './credential.ts';

/** A credential that a cloud lends for a while. */
export interface Lent {
  credential: Credential;
  /** Until when it may be shown, in milliseconds since the epoch. */
  until: number;
}

/** How long a cloud that lent nothing is not asked again, in milliseconds. */
const pause = 60_000;

/**
 * Keeps what was lent until it runs out and asks once at a time. Where nothing is lent the registry is
 * asked without credentials: `why` says so in what people read, without what the cloud said.
 */
export function lending(clock: Clock, borrow: (what: string) => Promise<Lent>, who: string) {
  const loans = new Map<string, Promise<Lent>>();
  return async (what: string): Promise<Credential> => {
    for (let loan = loans.get(what); loan !== undefined; loan = loans.get(what)) {
      const { credential, until } = await loan;
      if (until > clock.now()) return credential;
      if (loans.get(what) === loan) loans.delete(what);
    }
    const loan = borrow(what).catch((cause: unknown): Lent => {
      const name = cause instanceof Error ? cause.name : 'Error';
      const why = `${who} lent none (${name})`;
      return { credential: { kind: 'anonymous', why }, until: clock.now() + pause };
    });
    loans.set(what, loan);
    return (await loan).credential;
  };
}
