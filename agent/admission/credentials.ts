// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { firstOf, type Keychain } from '../../registry/credentials/credential.ts';
import { type PullSecret, pullSecretKeychain } from '../../registry/credentials/pull-secrets.ts';
import { policyNamespace } from '../names.ts';
import type { PullSecrets } from './pull-secrets.ts';

/** What a review may show registries. */
export interface Credentials {
  keychain: Keychain;
  /** Tells apart who was shown what: the same for all that have no secrets of their own. */
  scope: string;
}

/** Whose pull secrets count: those that the pods name, and those of their service account. */
export interface Puller {
  namespace: string;
  serviceAccount: string;
  secrets: string[];
}

const names = z
  .array(z.object({ name: z.string().optional() }))
  .nullish()
  .transform((found) => (found ?? []).flatMap(({ name }) => name || []));
const podSpec = z.looseObject({
  imagePullSecrets: names,
  serviceAccountName: z.string().nullish(),
});
const paths = [
  ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  ['spec', 'template', 'spec'],
  ['spec'],
];

/** Who pulls the images of an object of one of the kinds that run pods. */
export function pullerOf(namespace: string, object: unknown): Puller {
  const path = paths.find((each) => each.reduce(within, object) !== undefined) ?? [];
  const found = podSpec.safeParse(path.reduce(within, object)).data;
  return {
    namespace,
    serviceAccount: found?.serviceAccountName || 'default',
    secrets: found?.imagePullSecrets ?? [],
  };
}

const within = (value: unknown, field: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, field)
    ? Object.entries(value).find(([name]) => name === field)?.[1]
    : undefined;

export interface CredentialSources {
  secrets: PullSecrets;
  /** The names of a service account's pull secrets. */
  ofServiceAccount: (namespace: string, name: string) => readonly string[];
  /** What this process may show on its own account. */
  ambient: Keychain;
}

export interface Keychains {
  /** Of the image: the pod's secrets, its service account's, then this process's own; without a pod those alone. */
  ofImage: (puller: Puller | undefined) => Promise<Credentials>;
  /** The same, and before this process's own the secrets that policies name for what they cover. */
  ofTag: (puller: Puller, names: readonly string[]) => Promise<Credentials>;
  /** Of a policy's source, which these secrets replace: in the pod's namespace and the policies'. */
  ofSource: (puller: Puller | undefined, names: readonly string[]) => Promise<Credentials>;
}

/**
 * Credentials in the order of policy-controller. A secret that is not there is passed over; one that
 * cannot be read at this moment, or holds no credentials, fails. @throws Failure
 */
export function keychainsOf({ secrets, ofServiceAccount, ambient }: CredentialSources): Keychains {
  const from = async (wanted: { namespace: string; name: string }[]): Promise<Credentials> => {
    const found = await Promise.all(wanted.map((each) => secrets.get(each.namespace, each.name)));
    const there = found.filter((each) => each !== undefined);
    if (there.length === 0) return { keychain: ambient, scope: '' };
    const own = pullSecretKeychain(there.map(asPullSecret));
    const scope = JSON.stringify(there.map(({ key, version }) => [key, version]));
    return { keychain: firstOf(own, ambient), scope };
  };
  const ofPods = (puller: Puller | undefined) => {
    if (puller === undefined) return [];
    const { namespace, serviceAccount, secrets: named } = puller;
    const all = new Set([...named, ...ofServiceAccount(namespace, serviceAccount)]);
    return [...all].map((name) => ({ namespace, name }));
  };
  const ofPolicies = (puller: Puller | undefined, all: readonly string[]) => {
    const namespaces = puller === undefined ? [] : [puller.namespace];
    return [...new Set([...namespaces, policyNamespace])].flatMap((namespace) =>
      all.map((name) => ({ namespace, name })),
    );
  };
  return {
    ofImage: (puller) => from(ofPods(puller)),
    ofTag: (puller, all) => from([...ofPods(puller), ...ofPolicies(puller, all)]),
    ofSource: (puller, all) => from(ofPolicies(puller, all)),
  };
}

const asPullSecret = ({ key, data }: { key: string; data: PullSecret['data'] }): PullSecret => ({
  name: key,
  data,
});
