// SPDX-License-Identifier: Apache-2.0
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { lifetimes, makeAuthority, makeServing, type Pair } from './issue.ts';

/** What the Secret holds: the authorities to believe, the newest first and with its key; what is shown. */
export interface Material {
  authorities: string[];
  authorityKey: string;
  serving: Pair;
}

/** With so little of its life left, a certificate is replaced, in milliseconds. */
const margins = { authority: lifetimes.authority / 6, serving: lifetimes.serving / 3 };

/**
 * What should be held from now on; the same object if nothing is due. A new authority is believed
 * first, and signs what is shown only the next time, so that nobody meets a certificate that they do
 * not believe yet. What is unusable (absent, broken, expired) is made anew as a whole.
 */
export async function renewed(
  held: Material | undefined,
  names: string[],
  now: number,
): Promise<Material> {
  if (held === undefined || !isUsable(held, names, now)) {
    const authority = await makeAuthority(now);
    const serving = await makeServing(authority, names, now);
    return { authorities: [authority.cert], authorityKey: authority.key, serving };
  }
  const authorities = held.authorities.filter((each) => endOf(each) > now);
  const [newest = ''] = authorities;
  if (endOf(newest) - now < margins.authority) {
    const authority = await makeAuthority(now);
    return {
      ...held,
      authorities: [authority.cert, ...authorities],
      authorityKey: authority.key,
    };
  }
  const { serving, authorityKey } = held;
  if (endOf(serving.cert) - now < margins.serving || !isBy(newest, serving.cert)) {
    const authority = { cert: newest, key: authorityKey };
    return { ...held, authorities, serving: await makeServing(authority, names, now) };
  }
  return authorities.length === held.authorities.length ? held : { ...held, authorities };
}

/** Whether servers may show it now, and clients that believe its authorities accept it. */
export function isUsable(
  { authorities, serving }: Material,
  names: string[],
  now: number,
): boolean {
  try {
    const shown = new X509Certificate(serving.cert);
    return (
      shown.checkPrivateKey(createPrivateKey(serving.key)) &&
      isCurrent(serving.cert, now) &&
      names.every((name) => shown.checkHost(name) !== undefined) &&
      authorities.some((each) => isCurrent(each, now) && isBy(each, serving.cert))
    );
  } catch {
    return false;
  }
}

/** Whether it counts now. It may not yet, where it was made by a clock that was days ahead. */
function isCurrent(cert: string, now: number): boolean {
  const { validFrom, validTo } = new X509Certificate(cert);
  return Date.parse(validFrom) <= now && now < Date.parse(validTo);
}

const endOf = (cert: string): number => Date.parse(new X509Certificate(cert).validTo);

function isBy(authority: string, cert: string): boolean {
  const issuer = new X509Certificate(authority);
  const shown = new X509Certificate(cert);
  return shown.checkIssued(issuer) && shown.verify(issuer.publicKey);
}
