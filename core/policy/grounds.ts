// SPDX-License-Identifier: Apache-2.0
import type { Demand } from '../evidence/demand.ts';
import type { Found } from '../evidence/evidence.ts';
import type { Verification } from '../evidence/verification.ts';
import type { Signed } from './compiled.ts';
import { demandOf, type Trusts } from './trusts.ts';

/** Holds one thing found against a demand: `verifyFound` of core/evidence. */
export type Verify = (found: Found, digest: string, demand: Demand) => Verification;

/** What decisions stand on. Made once for a state of trust and kept: nothing is verified twice. */
export interface Grounds {
  /** @throws Error for a trust root that is not there, or a CA that is not one of its */
  demand: (authority: Signed) => Demand;
  verify: Verify;
}

/**
 * The grounds of decisions under this trust. Authorities that demand the same share one demand, and
 * what was made of a thing found is remembered as long as that thing is.
 */
export function groundsOf(trusts: Trusts, verify: Verify): Grounds {
  const demands = new Map<string, Demand>();
  const made = new WeakMap<Found, Map<Demand, Map<string, Verification>>>();
  return {
    demand: (authority) => {
      const key = JSON.stringify([signerOf(authority), authority.log, authority.timestamp]);
      const known = demands.get(key) ?? demandOf(authority, trusts);
      demands.set(key, known);
      return known;
    },
    verify: (found, digest, demand) => {
      const ofFound = made.get(found) ?? new Map<Demand, Map<string, Verification>>();
      made.set(found, ofFound);
      const ofDemand = ofFound.get(demand) ?? new Map<string, Verification>();
      ofFound.set(demand, ofDemand);
      const known = ofDemand.get(digest) ?? verify(found, digest, demand);
      ofDemand.set(digest, known);
      return known;
    },
  };
}

const signerOf = ({ by }: Signed): unknown =>
  by.kind === 'key' ? by.keys.map(({ id, hash }) => [id, hash]) : [by.trust, by.url, by.ignoreSct];
