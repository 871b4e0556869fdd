// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { Failure } from '../core/errors.ts';
import { publicGoodTrust } from '../core/evidence/public-good.ts';
import { parseTrustedRoot } from '../core/evidence/trust.ts';
import type { Trusted } from '../core/policy/trusts.ts';
import { openRegistry, type Registry } from '../registry/registry.ts';
import type { Settings } from './settings.ts';

/** Registries as the settings say. Evidence is kept above it, so it keeps none itself. @throws Failure */
export async function registryOf(settings: Settings): Promise<Registry> {
  const { mirrors, plainHttp, registryCa } = settings;
  const ca = await Promise.all(registryCa.map((file) => readGiven(file, '--registry-ca')));
  return openRegistry({ reach: 'private', mirrors, plainHttp, ca, keep: 0 });
}

/** The default trust root: the file that is named, or sigstore's own as it was built in. @throws Failure */
export async function trustOf({ trustedRoot }: Settings): Promise<Trusted> {
  if (trustedRoot === undefined) return { trust: publicGoodTrust() };
  const text = await readGiven(trustedRoot, '--trusted-root');
  try {
    return { trust: parseTrustedRoot(text) };
  } catch (cause) {
    throw new Failure('INVALID_ARGUMENT', `${trustedRoot} is no trusted root`, {
      place: '--trusted-root',
      cause,
    });
  }
}

const readGiven = (file: string, place: string): Promise<string> =>
  readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Failure('NOT_FOUND', `${file} cannot be read`, { place, cause });
  });
