// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { type Kube, resources } from '../../agent/kube.ts';
import { fingerprintOf } from '../../agent/manifests/options.ts';
import { agentNamespace, enrolmentMap, enrolmentTrouble, inviteSecret } from '../../agent/names.ts';
import { uidp } from '../../core/iam/uidp.ts';
import type { Missing } from './wait.ts';

/** As which cluster the agent has registered, and with which code. */
export interface Registered {
  cluster?: z.output<typeof uidp> | undefined;
  /** The fingerprint of the code. */
  code?: string | undefined;
  /** Why it cannot talk to the control plane, by its own word, and since when. */
  trouble?: { code: string; message: string; since: string } | undefined;
}

const { code: codeKey, message: messageKey, since: sinceKey } = enrolmentTrouble;
const enrolment = z.object({
  data: z
    .object({
      cluster: uidp.optional(),
      code: z.string().optional(),
      [codeKey]: z.string().default('UNAVAILABLE'),
      [messageKey]: z.string().optional(),
      [sinceKey]: z.string().default(''),
    })
    .prefault({}),
});

/** What the agent remembers of its registration; nothing before the first. */
export async function registered(kube: Kube): Promise<Registered> {
  const found = await kube.get(resources.configMaps, enrolmentMap, agentNamespace);
  if (found === undefined) return {};
  const { cluster, code, [messageKey]: message, ...more } = enrolment.parse(found).data;
  if (message === undefined) return { cluster, code };
  return { cluster, code, trouble: { code: more[codeKey], message, since: more[sinceKey] } };
}

/** Whether a code lies there for the agent. */
export async function hasCode(kube: Kube): Promise<boolean> {
  const found = await kube.get(resources.secrets, inviteSecret, agentNamespace);
  return z.object({ data: z.object({ code: z.string() }) }).safeParse(found).success;
}

/** Gives the agent a code, and has it register with it when it next starts, whatever it was before. */
export async function giveCode(kube: Kube, code: string): Promise<void> {
  await change(kube, code);
  const { cluster, trouble } = await registered(kube);
  if (cluster === undefined && trouble === undefined) return;
  const forgotten = {
    data: { cluster: null, [codeKey]: null, [messageKey]: null, [sinceKey]: null },
  };
  await kube.patch(resources.configMaps, enrolmentMap, forgotten, { namespace: agentNamespace });
}

/** Takes the code back, where it is worth nothing any more. */
export const takeCode = (kube: Kube): Promise<void> => change(kube, null);

async function change(kube: Kube, code: string | null): Promise<void> {
  const data = { code: code === null ? null : Buffer.from(code).toString('base64') };
  await kube.patch(resources.secrets, inviteSecret, { data }, { namespace: agentNamespace });
}

/** What keeps the cluster from being known to the control plane by this code; undefined when it is. */
export async function unregistered(kube: Kube, code: string): Promise<Missing | undefined> {
  const known = await registered(kube);
  if (known.cluster !== undefined && known.code === fingerprintOf(code)) return undefined;
  const what = 'the agent has not registered the cluster';
  if (known.trouble === undefined) return { what };
  const { message } = known.trouble;
  return { what: `${what}: ${message}`, cure: reaching(known.trouble), hopeless: 'later' };
}

/** What lets the agent talk to the control plane again. */
export function reaching({ code, message }: NonNullable<Registered['trouble']>): string {
  if (/\/\/(localhost|127\.|\[::1\])/.test(message)) {
    return 'pods cannot reach this machine by that address: npm start -- --listen 0.0.0.0:8081, then chainctl cluster install --platform-url http://ADDRESS:8081';
  }
  if (/HTTPS?_PROXY is set to /.test(message)) {
    return 'a proxy that lets the agent through: chainctl cluster install --skip-invite --https-proxy URL --no-proxy LIST';
  }
  switch (code) {
    case 'UNAVAILABLE':
      return 'let the pods in gulfstream reach that address: name resolution, firewalls, kubectl get networkpolicies -n gulfstream';
    case 'UNAUTHENTICATED':
    case 'PERMISSION_DENIED':
      return 'chainctl cluster install --group GROUP, which registers the cluster with the keys of today';
    default:
      return 'chainctl cluster install --skip-invite, which brings the agent up to date';
  }
}
