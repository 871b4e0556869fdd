// SPDX-License-Identifier: Apache-2.0
import type { OAuth2Client } from 'google-auth-library';
import { Failure } from '../../core/errors.ts';

/** Who may call a function that only Google's own services call, and what for. */
export interface Caller {
  /** What the caller says its token is for: this function's URL. */
  audience: string;
  /** The e-mail of the service account that Pub/Sub or Cloud Scheduler calls as. */
  serviceAccount: string;
  /** Where the certificates of the tokens' issuer are; Google's own without it. */
  certificates?: string | undefined;
}

/** Lets a request in by its Authorization header, or throws. */
export type Admit = (authorization: string | undefined) => Promise<void>;

/**
 * Lets in whoever brings a token that Google signed, for our audience, of the one service account,
 * whose e-mail Google vouches for (https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions).
 * @throws Failure UNAUTHENTICATED or PERMISSION_DENIED; no token stands in it
 */
export function googleCaller({ audience, serviceAccount, certificates }: Caller): Admit {
  const endpoints =
    certificates === undefined ? {} : { oauth2FederatedSignonPemCertsUrl: certificates };
  let client: OAuth2Client | undefined;
  const google = async () => {
    client ??= new (await import('google-auth-library')).OAuth2Client({ endpoints });
    return client;
  };
  return async (authorization) => {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) throw unproven();
    // What the library throws quotes the token, so it is not even kept as a cause.
    const verifying = (await google()).verifyIdToken({ idToken: token, audience });
    const ticket = await verifying.catch(() => undefined);
    const claims = ticket?.getPayload();
    if (claims === undefined) throw unproven();
    if (claims.email_verified !== true || claims.email !== serviceAccount) {
      throw new Failure('PERMISSION_DENIED', 'this account may not call here');
    }
  };
}

const unproven = (): Failure =>
  new Failure('UNAUTHENTICATED', 'this answers one service account alone');
