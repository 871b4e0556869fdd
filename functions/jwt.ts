// SPDX-License-Identifier: Apache-2.0
import type { Service } from './service.ts';

/** A JWT signed with the key that signs now (RFC 7515 §3.1, compact). */
export async function signed(
  service: Pick<Service, 'keys'>,
  typ: string,
  payload: object,
): Promise<string> {
  const kid = await service.keys.current();
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const input = `${encode({ alg: 'ES256', typ, kid })}.${encode(payload)}`;
  const signature = await service.keys.sign(kid, Buffer.from(input));
  return `${input}.${Buffer.from(signature).toString('base64url')}`;
}
