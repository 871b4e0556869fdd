// SPDX-License-Identifier: Apache-2.0
import builtIn from '../../core/evidence/public-good.json' with { type: 'json' };
import { publicGoodTrust } from '../../core/evidence/public-good.ts';
import type { BuiltIn } from './mirrored.ts';
import root from './public-good.json' with { type: 'json' };
import type { Mirror } from './settings.ts';

/** Sigstore's public-good instance: its TUF repository, and what is built in of it. */
export const publicGood: BuiltIn & { mirror: Mirror } = {
  mirror: {
    kind: 'mirror',
    url: 'https://tuf-repo-cdn.sigstore.dev',
    root: JSON.stringify(root),
  },
  text: JSON.stringify(builtIn),
  trusted: () => ({ trust: publicGoodTrust() }),
};
