// SPDX-License-Identifier: Apache-2.0
import { type Builtin, builtin, perSize, text } from './builtin.ts';
import { sha256 } from './sha256.ts';

/** Digests of texts, in hex. */
export const digests: Record<string, Builtin> = {
  'crypto.sha256': builtin([text], ([value], { spend }) => {
    spend(perSize(value.length));
    return sha256(value);
  }),
};
