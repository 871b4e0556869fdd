// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { type Command, Option } from '@commander-js/extra-typings';
import { Failure } from '../../core/errors.ts';
import type { Trusted } from '../../core/policy/trusts.ts';
import { trustedBy } from '../../registry/trust/root.ts';
import type { RootSource } from '../../registry/trust/settings.ts';
import type { TrustDefaults } from '../settings.ts';

/** The flags that say whom to believe. */
export interface TrustFlags {
  /** A file in the place of the default root, and NAME=FILE for what policies call NAME. */
  trustedRoot?: string | string[];
  tufMirror?: string;
  tufRoot?: string;
  offline?: true;
  registryCa?: string[];
}

/** Adds those to a command that have the same meaning everywhere. */
export const withTrust = <Args extends unknown[], Flags extends Record<string, unknown>>(
  command: Command<Args, Flags>,
) =>
  command
    .option('--tuf-mirror <url>', 'a TUF repository in place of sigstore’s own, with --tuf-root')
    .option('--tuf-root <file>', 'the root.json with which trust in that repository begins')
    .addOption(new Option('--offline', 'refresh no trust root: use what is built in or was kept'));

const named = /^([a-z0-9.-]+)=(.+)$/;
const listed = ({ trustedRoot = [] }: TrustFlags): string[] => [trustedRoot].flat();

/** The roots that flags name for policies. @throws Failure INVALID_ARGUMENT for a file that is none */
export async function namedFiles(flags: TrustFlags): Promise<Map<string, Trusted>> {
  const pairs = listed(flags).flatMap((flag) => {
    const [, name, file] = named.exec(flag) ?? [];
    return name === undefined || file === undefined ? [] : [{ name, file }];
  });
  const read = pairs.map(
    async ({ name, file }): Promise<[string, Trusted]> => [name, await trustedIn(file)],
  );
  return new Map(await Promise.all(read));
}

/**
 * Where the default root comes from: a flag goes before the settings, those before what is built in.
 * @throws Failure INVALID_ARGUMENT for flags that exclude each other, and files that are none
 */
export async function sourceOf(flags: TrustFlags, defaults: TrustDefaults): Promise<RootSource> {
  const [file] = listed(flags).filter((flag) => !named.test(flag));
  const { tufMirror: url, tufRoot: root } = flags;
  const flagged = file !== undefined || url !== undefined || root !== undefined;
  const chosen = flagged ? { file, url, root } : defaults;
  if (chosen.file !== undefined && (chosen.url !== undefined || chosen.root !== undefined)) {
    throw new Failure(
      'INVALID_ARGUMENT',
      'the default trust root is a file or a TUF mirror, not both',
      {
        place: '--trusted-root',
      },
    );
  }
  if (chosen.file !== undefined) {
    return { kind: 'file', trusted: await trustedIn(chosen.file) };
  }
  if (chosen.url === undefined && chosen.root === undefined) return { kind: 'public-good' };
  if (chosen.url === undefined || chosen.root === undefined) {
    const place = chosen.url === undefined ? '--tuf-mirror' : '--tuf-root';
    throw new Failure('INVALID_ARGUMENT', 'a TUF mirror needs the root.json with which it begins', {
      place,
      next: 'the same command with --tuf-mirror URL --tuf-root FILE',
    });
  }
  return { kind: 'mirror', url: chosen.url, root: await textOf(chosen.root, '--tuf-root') };
}

/** The text of a file that must be what its flag wants. @throws Failure */
async function textOf(file: string, flag: '--trusted-root' | '--tuf-root'): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Failure('INVALID_ARGUMENT', `${file} cannot be read`, { place: flag, cause });
  });
}

/** @throws Failure for a file that is no trusted root */
async function trustedIn(file: string): Promise<Trusted> {
  const trusted = trustedBy(await textOf(file, '--trusted-root'));
  if ('trust' in trusted) return trusted;
  throw new Failure('INVALID_ARGUMENT', `${file} is no trusted root`, {
    place: '--trusted-root',
    next: 'cosign trusted-root create --help',
  });
}
