// SPDX-License-Identifier: Apache-2.0
import type { PublicKey } from './public-key.ts';
import type { Trust } from './trust.ts';

/** What one authority of a policy asks of a signature, as far as cryptography can answer it. */
export interface Demand {
  signer:
    | { kind: 'key'; keys: PublicKey[] }
    /** `ca`: whose certificate authorities (and CT logs) issue; `ignoreSct`: whatever the SCTs are. */
    | { kind: 'keyless'; ca: Trust; ignoreSct: boolean };
  /** An entry in a transparency log of `trust` is required, or what entries there are is not looked at. */
  log: { mode: 'required'; trust: Trust } | { mode: 'ignored' };
  /**
   * A timestamp by an authority of `trust` is required; or accepted as proof of time where there is
   * one (a stamp of an authority that `trust` does not know counts for nothing, a broken one of a known
   * authority refuses); or not looked at.
   */
  timestamp: { mode: 'required' | 'accepted'; trust: Trust } | { mode: 'ignored' };
}
