// SPDX-License-Identifier: Apache-2.0

/** What a token says of itself. It is read and not verified: whoever is called judges it. */
export interface Claims {
  iss?: string;
  sub?: string;
  exp?: number;
  email?: string;
}

/** The claims in a JWT; undefined for what is none. */
export function claimsOf(token: string): Claims | undefined {
  try {
    const part = token.split('.')[1] ?? '';
    const claims: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    if (typeof claims !== 'object' || claims === null) return undefined;
    const { iss, sub, exp, email } = claims as Record<string, unknown>;
    return {
      ...(typeof iss === 'string' ? { iss } : {}),
      ...(typeof sub === 'string' ? { sub } : {}),
      ...(typeof exp === 'number' ? { exp } : {}),
      ...(typeof email === 'string' ? { email } : {}),
    };
  } catch {
    return undefined;
  }
}

/** When the token ends, as it says. */
export function expiryOf(token: string): Date | undefined {
  const exp = claimsOf(token)?.exp;
  return exp === undefined ? undefined : new Date(exp * 1000);
}
