// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import type { Kube } from '../../agent/kube.ts';

const discovery = z.object({ issuer: z.string() });

/**
 * Whether nobody outside can read the keys that the cluster's tokens are signed with: its issuer is a
 * name that means something in clusters only, or not https.
 */
export async function isPrivate(kube: Kube): Promise<boolean> {
  const found = discovery.parse(await kube.read('/.well-known/openid-configuration'));
  if (!URL.canParse(found.issuer)) return true;
  const { protocol, hostname } = new URL(found.issuer);
  return protocol !== 'https:' || inside.test(hostname);
}

const inside = /(^|\.)(svc|local|localhost|internal)$|^(127|10)\.|^\[::1\]$/;
