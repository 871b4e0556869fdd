// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { replaceKeys } from '../../core/api/auth.ts';
import { type PublicKey, publicKeys } from '../../core/iam/public-keys.ts';
import type { Kube } from '../kube.ts';
import type { Enrolment } from './enrolment.ts';
import type { Ask } from './send.ts';

const keySet = z.object({ keys: publicKeys });

/** The keys with which the API server signs tokens of service accounts, as it publishes them inside. @throws */
export const signingKeys = async (kube: Kube): Promise<PublicKey[]> =>
  keySet.parse(await kube.read('/openid/v1/jwks')).keys;

/**
 * Tells the control plane the keys of a private cluster whenever they are others than were told last. An
 * API server publishes a new key before it signs with it, so the old one still vouches for the new one.
 */
export function keepKeys(
  kube: Kube,
  {
    ask,
    token,
    enrolment,
  }: { ask: (token: string) => Ask; token: () => Promise<string>; enrolment: Enrolment },
): () => Promise<void> {
  let told: string | undefined;
  return async () => {
    const cluster = await enrolment.known();
    const keys = await signingKeys(kube);
    const text = JSON.stringify(keys);
    if (cluster === undefined || text === told) return;
    await ask(await token())(replaceKeys, { cluster, keys });
    told = text;
  };
}
