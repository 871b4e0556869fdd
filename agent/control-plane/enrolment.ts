// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { register } from '../../core/api/auth.ts';
import { Failure } from '../../core/errors.ts';
import { type Uidp, uidp } from '../../core/iam/uidp.ts';
import { type Kube, resources } from '../kube.ts';
import { fingerprintOf } from '../manifests/options.ts';
import { agentNamespace, enrolmentMap, fieldManager, inviteSecret } from '../names.ts';
import { signingKeys } from './keys.ts';
import type { Ask } from './send.ts';

/** How this cluster is registered with a control plane. */
export interface Enrolment {
  /** The cluster's identity, as it was told when it registered; undefined if it never did. @throws KubeFailure */
  known: () => Promise<Uidp | undefined>;
  /**
   * Registers with the code that lies in the cluster, unless it was used before; undefined without one.
   * @throws Failure
   */
  register: () => Promise<Uidp | undefined>;
}

const remembered = z.object({
  data: z.object({ cluster: uidp.optional(), code: z.string().optional() }).nullish(),
});
const text = z
  .base64()
  .transform((packed) => Buffer.from(packed, 'base64').toString('utf8').trim())
  .optional();
const invite = z.object({
  data: z
    .object({ code: text, 'cluster-name': text, 'cluster-description': text })
    .nullish()
    .transform((data) => data ?? {}),
});

export interface EnrolmentOptions {
  ask: (token: string) => Ask;
  token: () => Promise<string>;
  private: boolean;
}

/**
 * Registers with the code that `chainctl cluster install` puts into a Secret, and remembers in a ConfigMap
 * as whom. A code is tried once: a cluster that was deleted on purpose does not come back by itself.
 */
export function openEnrolment(kube: Kube, options: EnrolmentOptions): Enrolment {
  const recall = async () => {
    const found = await kube.get(resources.configMaps, enrolmentMap, agentNamespace);
    return remembered.safeParse(found).data?.data ?? {};
  };
  return {
    known: async () => (await recall()).cluster,
    register: async () => {
      const secret = await kube.get(resources.secrets, inviteSecret, agentNamespace);
      const { data = {} } = invite.safeParse(secret).data ?? {};
      const { code, 'cluster-name': name, 'cluster-description': description } = data;
      if (!code || (await recall()).code === fingerprintOf(code)) return undefined;
      const cluster = {
        remoteId: await remoteIdOf(kube),
        ...(name ? { name } : {}),
        ...(description ? { description } : {}),
        ...(options.private ? { keys: await signingKeys(kube) } : {}),
      };
      const { identity } = await options.ask(await options.token())(register, { code, cluster });
      const metadata = { name: enrolmentMap, namespace: agentNamespace };
      const memory = { metadata, data: { cluster: identity, code: fingerprintOf(code) } };
      await kube.apply(resources.configMaps, memory, { manager: fieldManager, force: true });
      return identity;
    },
  };
}

/** The uid of the agent's namespace. @throws Failure */
async function remoteIdOf(kube: Kube): Promise<string> {
  const namespace = await kube.get(resources.namespaces, agentNamespace);
  const uid = namespace?.metadata.uid;
  if (uid !== undefined) return uid;
  throw new Failure('NOT_FOUND', `there is no namespace ${agentNamespace}`, {
    next: 'chainctl cluster install',
  });
}
