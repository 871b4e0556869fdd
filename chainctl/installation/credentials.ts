// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { type Kube, resources } from '../../agent/kube.ts';
import { agentNamespace, credentialsSecret } from '../../agent/names.ts';

const data = z.object({ data: z.record(z.string(), z.string()).default({}) });

/** With what the agent registers, and which cluster it is by now. */
export async function credentialsIn(kube: Kube): Promise<Record<string, string | undefined>> {
  const found = await kube.get(resources.secrets, credentialsSecret, agentNamespace);
  const stored = found === undefined ? {} : data.parse(found).data;
  return Object.fromEntries(
    Object.entries(stored).map(([name, value]) => [name, Buffer.from(value, 'base64').toString()]),
  );
}

/** Gives the agent a code, and has it register with it, whatever it was before. */
export const giveCode = (kube: Kube, code: string) => change(kube, { code, cluster: null });

/** Takes the code back, where it is worth nothing any more. */
export const takeCode = (kube: Kube) => change(kube, { code: null });

async function change(kube: Kube, values: Record<string, string | null>): Promise<void> {
  const written = Object.entries(values).map(([name, value]) => [
    name,
    value === null ? null : Buffer.from(value).toString('base64'),
  ]);
  const patch = { data: Object.fromEntries(written) };
  await kube.patch(resources.secrets, credentialsSecret, patch, { namespace: agentNamespace });
}
