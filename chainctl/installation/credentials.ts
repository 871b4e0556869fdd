// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { type Kube, resources } from '../../agent/kube.ts';
import { fingerprintOf } from '../../agent/manifests/options.ts';
import { agentNamespace, enrolmentMap, inviteSecret } from '../../agent/names.ts';
import { uidp } from '../../core/iam/uidp.ts';

/** As which cluster the agent has registered, and with which code. */
export interface Registered {
  cluster?: z.output<typeof uidp> | undefined;
  /** The fingerprint of the code. */
  code?: string | undefined;
}

const enrolment = z.object({
  data: z.object({ cluster: uidp.optional(), code: z.string().optional() }).default({}),
});

/** What the agent remembers of its registration; nothing before the first. */
export async function registered(kube: Kube): Promise<Registered> {
  const found = await kube.get(resources.configMaps, enrolmentMap, agentNamespace);
  return found === undefined ? {} : enrolment.parse(found).data;
}

/** Whether a code lies there for the agent. */
export async function hasCode(kube: Kube): Promise<boolean> {
  const found = await kube.get(resources.secrets, inviteSecret, agentNamespace);
  return z.object({ data: z.object({ code: z.string() }) }).safeParse(found).success;
}

/** Gives the agent a code, and has it register with it when it next starts, whatever it was before. */
export async function giveCode(kube: Kube, code: string): Promise<void> {
  await change(kube, code);
  if ((await registered(kube)).cluster === undefined) return;
  const forgotten = { data: { cluster: null } };
  await kube.patch(resources.configMaps, enrolmentMap, forgotten, { namespace: agentNamespace });
}

/** Takes the code back, where it is worth nothing any more. */
export const takeCode = (kube: Kube): Promise<void> => change(kube, null);

async function change(kube: Kube, code: string | null): Promise<void> {
  const data = { code: code === null ? null : Buffer.from(code).toString('base64') };
  await kube.patch(resources.secrets, inviteSecret, { data }, { namespace: agentNamespace });
}

/** What keeps the cluster from being known to the control plane by this code; undefined when it is. */
export async function unregistered(kube: Kube, code: string): Promise<string | undefined> {
  const known = await registered(kube);
  const done = known.cluster !== undefined && known.code === fingerprintOf(code);
  return done ? undefined : 'the agent has not registered the cluster';
}
