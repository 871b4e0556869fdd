// SPDX-License-Identifier: Apache-2.0
import { exchange } from '../../core/api/auth.ts';
import { Failure } from '../../core/errors.ts';
import type { Uidp } from '../../core/iam/uidp.ts';
import type { Enrolment } from './enrolment.ts';
import type { Ask } from './send.ts';

/** As whom the agent calls. */
export interface Session {
  /** A token that lasts a while yet. @throws Failure */
  token: () => Promise<string>;
  /** That token was not taken: the next one is a new one. */
  refused: (token: string) => void;
}

/** A token that ends within so long is not begun with, in milliseconds. */
const margin = 60_000;

/**
 * Trades the service account's token for one of the control plane, as the cluster that was registered; and
 * registers where there is none, or it is not known any more, and a new code lies there.
 */
export function openSession({
  ask,
  token,
  enrolment,
}: {
  ask: (token: string) => Ask;
  token: () => Promise<string>;
  enrolment: Enrolment;
}): Session {
  let held: { token: string; until: number } | undefined;
  let flight: Promise<string> | undefined;

  const traded = async (cluster: Uidp): Promise<string> => {
    const asked = performance.now();
    const { token: ours, expiry } = await ask(await token())(exchange, { cluster });
    // Both ends count from now: this machine's clock need not be right.
    const lasts = Math.min(Date.parse(expiry) - Date.now(), 900_000);
    held = { token: ours, until: asked + (lasts > margin ? lasts - margin : margin) };
    return ours;
  };
  const renew = async (): Promise<string> => {
    const cluster = (await enrolment.known()) ?? (await enrolment.register());
    if (cluster === undefined) throw unregistered();
    try {
      return await traded(cluster);
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'UNAUTHENTICATED') throw error;
      const anew = await enrolment.register();
      if (anew === undefined) throw error;
      return traded(anew);
    }
  };
  return {
    token: () => {
      if (held !== undefined && held.until > performance.now()) return Promise.resolve(held.token);
      flight ??= renew().finally(() => {
        flight = undefined;
      });
      return flight;
    },
    refused: (shown) => {
      if (held?.token === shown) held = undefined;
    },
  };
}

const unregistered = (): Failure =>
  new Failure(
    'FAILED_PRECONDITION',
    'the cluster is not registered, and there is no code to do so',
    {
      next: 'chainctl cluster install',
    },
  );
