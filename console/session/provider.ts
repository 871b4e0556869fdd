// SPDX-License-Identifier: Apache-2.0
import * as oauth from 'oauth4webapi';

/** The console at the OpenID Provider: a client that keeps no secret (OAuth 2.1, browser-based apps). */
export const client: oauth.Client = { client_id: 'console' };
export const clientAuth = oauth.None();

/** Over plain HTTP only where browsers themselves take it for safe: at localhost. */
export const insecure = { [oauth.allowInsecureRequests]: location.protocol === 'http:' };

export const redirectUri = `${location.origin}/callback`;

let provider: Promise<oauth.AuthorizationServer> | undefined;

/** What the provider says of itself; asked once, again after a failure. */
export function discover(): Promise<oauth.AuthorizationServer> {
  provider ??= read().catch((error: unknown) => {
    provider = undefined;
    throw error;
  });
  return provider;
}

async function read(): Promise<oauth.AuthorizationServer> {
  const response = await fetch('/.well-known/openid-configuration');
  const { issuer } = await response.clone().json();
  return oauth.processDiscoveryResponse(new URL(String(issuer)), response);
}
