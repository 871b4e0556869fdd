// SPDX-License-Identifier: Apache-2.0
import { spelledOut } from '../../core/policy/spelled-out.ts';
import type { TrustRootSpec } from '../../core/policy/trust-root.ts';
import type { Trusted } from '../../core/policy/trusts.ts';
import { Troubled } from '../troubled.ts';
import { mirroredRoot } from './mirrored.ts';
import { Refused } from './refused.ts';
import { repositoryOf } from './repository.ts';
import { type Root, settledRoot, trustedBy } from './root.ts';
import { type TrustSettings, trustWays } from './settings.ts';

/**
 * Opens what a TrustRoot resource names: keys that it spells out, a TUF repository that it carries, or
 * a mirror of one, which is asked by `refresh`. What cannot be used is a root whose `current` is a
 * fault: it denies what it covers.
 */
export async function openTrustRoot(spec: TrustRootSpec, settings: TrustSettings): Promise<Root> {
  const { sigstoreKeys, repository, remote } = spec;
  if (sigstoreKeys !== undefined) return settledRoot(spelledOut(sigstoreKeys));
  if (repository !== undefined) return settledRoot(await carried(repository));
  if (remote === undefined) return settledRoot({ fault: 'it names nothing' });
  const { mirror: url = '', root = '', targets = 'targets' } = remote;
  const target = remote.trustedRootTarget ?? 'trusted_root.json';
  return mirroredRoot(
    { kind: 'mirror', url, root: textOf(root), targets, target },
    trustWays(settings),
  );
}

async function carried({
  root = '',
  mirrorFS = '',
  targets = 'targets',
  trustedRootTarget: target = 'trusted_root.json',
}: NonNullable<TrustRootSpec['repository']>): Promise<Trusted> {
  try {
    const { unpacked } = await import('./archive.ts');
    const { update } = await import('./update.ts');
    const files = await unpacked(Buffer.from(mirrorFS, 'base64'));
    const repository = repositoryOf('its repository', files);
    const { trustedRoot } = await update(repository, { root: textOf(root) }, { targets, target });
    return trustedBy(trustedRoot);
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Troubled)) throw error;
    return { fault: `its repository cannot be used: ${error.message}` };
  }
}

const textOf = (base64: string): string => Buffer.from(base64, 'base64').toString('utf8');
