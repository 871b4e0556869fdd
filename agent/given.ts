// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../core/errors.ts';
import { openRegistry, type Registry } from '../registry/registry.ts';
import { openRoot } from '../registry/trust/open.ts';
import { type Root, settledRoot, trustedBy } from '../registry/trust/root.ts';
import type { TrustSettings } from '../registry/trust/settings.ts';
import type { Settings } from './settings.ts';

/**
 * How long a registry is waited for, in milliseconds: a review that has to wait for one that answers nothing
 * ends before its own deadline, and can say which registry it was.
 */
export const patience = 7_000;

/** Registries as the settings say. Evidence is kept above it, so it keeps none itself. @throws Failure */
export async function registryOf(settings: Settings): Promise<Registry> {
  const { mirrors, plainHttp, registryCa, proxies } = settings;
  const ca = await authoritiesIn(registryCa);
  return openRegistry({ reach: 'private', mirrors, plainHttp, ca, keep: 0, patience, proxies });
}

/** How trusted roots are fetched. @throws Failure */
export async function trustSettingsOf(settings: Settings): Promise<TrustSettings> {
  const { offline, registryCa, state, proxies } = settings;
  const kept = state === undefined ? {} : { folder: join(state, 'trusted-roots') };
  return { reach: 'private', offline, proxies, ca: await authoritiesIn(registryCa), ...kept };
}

/** The default trust root: the file that is named, or sigstore's own, kept fresh over TUF. @throws Failure */
export async function rootOf({ trustedRoot }: Settings, settings: TrustSettings): Promise<Root> {
  if (trustedRoot === undefined) return openRoot({ kind: 'public-good' }, settings);
  const trusted = trustedBy(await readGiven(trustedRoot, '--trusted-root'));
  if ('trust' in trusted) return settledRoot(trusted);
  throw new Failure('INVALID_ARGUMENT', `${trustedRoot}: ${trusted.fault}`, {
    place: '--trusted-root',
  });
}

const authoritiesIn = (files: string[]): Promise<string[]> =>
  Promise.all(files.map((file) => readGiven(file, '--registry-ca')));

const readGiven = (file: string, place: string): Promise<string> =>
  readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Failure('NOT_FOUND', `${file} cannot be read`, { place, cause });
  });
