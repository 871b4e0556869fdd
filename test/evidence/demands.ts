// SPDX-License-Identifier: Apache-2.0
import type { Demand } from '../../core/evidence/demand.ts';
import { publicKeysOf } from '../../core/evidence/public-key.ts';
import { parseTrustedRoot } from '../../core/evidence/trust.ts';
import { sigstoreFile } from '../fixtures/sigstore.ts';

/** The private sigstore that made the fixtures. */
export const trust = parseTrustedRoot(sigstoreFile('trusted_root.json'));
const keys = publicKeysOf(sigstoreFile('k.pub'));
const [first] = keys;
if (first === undefined) throw new Error('the fixtures have no key');
/** The key that signed those of the fixtures that are signed with a key. */
export const key = first;

const signer = { kind: 'keyless', ca: trust, ignoreSct: false } as const;
/** All that can be asked of a keyless signature. */
export const keyless: Demand & { signer: { kind: 'keyless' } } = {
  signer,
  log: { mode: 'required', trust },
  timestamp: { mode: 'accepted', trust },
};
/** The same of one by the fixtures' key. */
export const byKey: Demand = { ...keyless, signer: { kind: 'key', keys } };
