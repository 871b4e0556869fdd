// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Failure, type Fault } from '../../core/errors.ts';
import { later } from '../../core/later.ts';
import { auths, credentialIn } from './auths.ts';
import type { Credential, Keychain } from './credential.ts';
import { entryFor } from './match.ts';

/** A Kubernetes Secret of one of the two types for pulling images, as the API has it. */
export interface PullSecret {
  /** `namespace/name`, for messages. */
  name: string;
  /** Its data, base64, by key. */
  data: { [key: string]: string };
}

const dockerConfig = later(() => z.object({ auths: auths().default({}) }));

/**
 * Credentials out of pull secrets, the first that fits deciding. Only what stands in them counts:
 * credential helpers that they name are programs, and never run.
 * @throws Failure INVALID_ARGUMENT that names every secret that holds none
 */
export function pullSecretKeychain(secrets: readonly PullSecret[]): Keychain {
  const read = secrets.map((secret) => ({ secret, entries: entriesOf(secret) }));
  const faults: Fault[] = read.flatMap(({ secret, entries }) =>
    entries === undefined
      ? [{ fault: `secret ${secret.name} holds no registry credentials`, place: secret.name }]
      : [],
  );
  if (faults.length > 0) {
    const names = faults.map(({ place }) => place).join(', ');
    throw new Failure('INVALID_ARGUMENT', `no credentials can be read from ${names}`, { faults });
  }
  const keyrings = read.flatMap(({ entries }) => entries ?? []);
  return async (repository) => {
    for (const keyring of keyrings) {
      const found = entryFor(keyring, repository);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

function entriesOf({ data }: PullSecret): Map<string, Credential> | undefined {
  const modern = data['.dockerconfigjson'];
  const older = data['.dockercfg'];
  const found =
    modern === undefined
      ? auths().safeParse(decoded(older)).data
      : dockerConfig().safeParse(decoded(modern)).data?.auths;
  if (found === undefined) return undefined;
  return new Map(
    Object.entries(found).flatMap(([name, entry]): [string, Credential][] => {
      const credential = credentialIn(entry);
      return credential === undefined ? [] : [[name, credential]];
    }),
  );
}

function decoded(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(Buffer.from(text, 'base64').toString('utf8'));
  } catch {
    return undefined;
  }
}
