// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import type { Failure } from '../../core/errors.ts';
import { type Informer, informer, type Kube, keyOf, resources } from '../kube.ts';

export interface ServiceAccounts extends Pick<Informer<unknown>, 'synced' | 'isSynced' | 'stop'> {
  /** The names of the pull secrets of a service account; none if there is no such account. */
  pullSecretsOf: (namespace: string, name: string) => readonly string[];
}

const secrets = z
  .array(z.object({ name: z.string().optional() }))
  .nullish()
  .transform((found) => (found ?? []).flatMap(({ name }) => name || []));

/** Knows the pull secrets of all service accounts; nothing is kept of accounts that have none. */
export function serviceAccounts(kube: Kube, troubled: (failure: Failure) => void): ServiceAccounts {
  const known = informer(kube, resources.serviceAccounts, {
    keep: (object) => {
      const named = secrets.safeParse(object['imagePullSecrets']).data ?? [];
      return named.length === 0 ? undefined : named;
    },
    troubled,
  });
  return {
    synced: known.synced,
    isSynced: known.isSynced,
    stop: known.stop,
    pullSecretsOf: (namespace, name) => known.get(keyOf(namespace, name)) ?? [],
  };
}
