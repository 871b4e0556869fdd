// SPDX-License-Identifier: Apache-2.0
import { type Kube, resources } from '../../agent/kube.ts';
import { kept } from '../../agent/manifests/options.ts';
import { policyDefinitions } from '../../agent/manifests/policy-definitions.ts';

/** What the webhook configurations of sigstore/policy-controller are called. */
const theirs = /^(policy|(validating|defaulting)\.clusterimagepolicy)\.sigstore\.dev$/;

/**
 * What is in the cluster that Enforce would have to take from somebody else: webhooks of
 * sigstore/policy-controller, and kinds of policies that we did not bring.
 */
export async function foreignParts(kube: Kube): Promise<string[]> {
  const [validating, mutating, definitions] = await Promise.all([
    kube.list(resources.validatingWebhooks),
    kube.list(resources.mutatingWebhooks),
    Promise.all(
      policyDefinitions.map(({ metadata }) =>
        kube.get(resources.customResourceDefinitions, metadata.name),
      ),
    ),
  ]);
  const [mark] = Object.keys(kept);
  return [
    ...[...validating, ...mutating]
      .filter(({ metadata }) => theirs.test(metadata.name))
      .map(({ kind, metadata }) => `${kind} ${metadata.name}`),
    ...definitions
      .filter((found) => found !== undefined)
      .filter(({ metadata }) => metadata.annotations?.[mark ?? ''] === undefined)
      .map(({ kind, metadata }) => `${kind} ${metadata.name}`),
  ];
}
