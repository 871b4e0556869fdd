// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { Failure } from '../../core/errors.ts';
import { publicGoodTrust } from '../../core/evidence/public-good.ts';
import { parseTrustedRoot } from '../../core/evidence/trust.ts';
import { trustOfKeys } from '../../core/evidence/trust-keys.ts';
import type { PolicyDocument } from '../../core/policy/document.ts';
import type { TrustRootSpec } from '../../core/policy/trust-root.ts';
import type { Trusted, Trusts } from '../../core/policy/trusts.ts';

/**
 * The trust roots that flags name: `FILE` takes the default root's place, `NAME=FILE` is what policies
 * call NAME. Those that lie beside the policies count unless a flag names another. Without a default,
 * sigstore's public-good root as it was built in.
 * @throws Failure INVALID_ARGUMENT for a file that is none
 */
export async function trustsOf(
  flags: string[],
  beside: ReadonlyMap<string, Trusted> = new Map(),
): Promise<Trusts> {
  const roots = await Promise.all(
    flags.map(async (flag) => {
      const [, name, file = flag] = /^([a-z0-9.-]+)=(.+)$/.exec(flag) ?? [];
      return { name, trusted: await rootIn(file) };
    }),
  );
  const own = roots.find(({ name }) => name === undefined)?.trusted;
  const named = roots.flatMap(({ name, trusted }) =>
    name === undefined ? [] : [[name, trusted] as const],
  );
  return { default: own ?? { trust: publicGoodTrust() }, named: new Map([...beside, ...named]) };
}

/** The TrustRoots of policy files whose keys are spelled out; those behind TUF are not fetched here. */
export function rootsBeside(documents: PolicyDocument[]): Map<string, Trusted> {
  const roots = documents.flatMap((each): [string, Trusted][] =>
    each.kind === 'TrustRoot' ? [[each.name, trustedBy(each.spec.sigstoreKeys)]] : [],
  );
  return new Map(roots);
}

function trustedBy(keys: TrustRootSpec['sigstoreKeys']): Trusted {
  if (keys === undefined) {
    return { fault: 'chainctl fetches nothing over TUF; give it as --trusted-root NAME=FILE' };
  }
  try {
    return { trust: trustOfKeys(keys) };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : 'cannot be read' };
  }
}

async function rootIn(file: string): Promise<Trusted> {
  try {
    return { trust: parseTrustedRoot(await readFile(file, 'utf8')) };
  } catch (cause) {
    throw new Failure('INVALID_ARGUMENT', `${file} is no trusted root`, {
      place: '--trusted-root',
      next: 'cosign trusted-root create --help',
      cause,
    });
  }
}
