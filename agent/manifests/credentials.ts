// SPDX-License-Identifier: Apache-2.0
import { agentNamespace, certificateSecret, inviteSecret } from '../names.ts';
import { type ManifestOptions, ours } from './options.ts';

const secret = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace: agentNamespace, labels: ours },
});

/** With what the agent registers. */
export function credentials({ code, name, description }: ManifestOptions) {
  const given = { code, 'cluster-name': name, 'cluster-description': description };
  const known = Object.entries(given).filter(([, value]) => value !== undefined);
  return {
    ...secret(inviteSecret),
    ...(known.length === 0 ? {} : { stringData: Object.fromEntries(known) }),
  };
}

/** The certificate that the agent shows; it fills it in itself. */
export const certificate = secret(certificateSecret);
