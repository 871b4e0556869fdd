// SPDX-License-Identifier: Apache-2.0
import type { Borrowed, Exchanges } from './federated.ts';

/** As whom, and by what token. */
export interface GoogleAccess {
  /** `//iam.googleapis.com/projects/…/providers/…` */
  provider: string;
  /** The e-mail of the service account. */
  account: string;
  /** A token that the provider takes. */
  token: () => Promise<string>;
}

const jwt = 'urn:ietf:params:oauth:token-type:jwt';
const scopes = ['https://www.googleapis.com/auth/cloud-platform'];
/** An access token of a service account lives an hour, in milliseconds. */
const life = 3_600_000;

/**
 * An access token of a service account, by workload identity federation (RFC 8693, then the API of
 * service accounts). @throws Error with what Google says
 */
export async function borrowFromGoogle(
  { provider, account, token }: GoogleAccess,
  { google }: Exchanges,
  now: number,
): Promise<Borrowed> {
  const { IdentityPoolClient } = await import('google-auth-library');
  const client = new IdentityPoolClient({
    type: 'external_account',
    audience: provider,
    subject_token_type: jwt,
    token_url: google.sts,
    service_account_impersonation_url: `${google.iam}/projects/-/serviceAccounts/${account}:generateAccessToken`,
    subject_token_supplier: { getSubjectToken: token },
  });
  client.scopes = scopes;
  const { token: access, res } = await client.getAccessToken();
  if (!access) throw new Error('Google gave no token');
  const said: unknown = res?.data?.['expireTime'];
  const until = typeof said === 'string' ? Date.parse(said) : now + life;
  return { username: 'oauth2accesstoken', password: access, until };
}
