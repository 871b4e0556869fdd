// SPDX-License-Identifier: Apache-2.0
import type { Cloud, Component } from '../../core/iam/components.ts';
import type { Uidp } from '../../core/iam/uidp.ts';
import { signed } from '../jwt.ts';
import type { Service } from '../service.ts';

/** How long a cloud may take the token, in seconds: it is shown at once. */
const life = 300;

/**
 * What a cloud is shown: that this is the component, acting for the group. Its audience is the cloud,
 * so that it opens nothing here, and its subject names both, so that no group's way leads to another's.
 */
export function componentToken(
  service: Pick<Service, 'keys' | 'clock' | 'issuer'>,
  cloud: Cloud,
  component: Component,
  group: Uidp,
): Promise<string> {
  const iat = Math.floor(service.clock() / 1000);
  const sub = `${component}:${group}`;
  return signed(service, 'JWT', { iss: service.issuer, aud: cloud, sub, iat, exp: iat + life });
}
