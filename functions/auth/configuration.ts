// SPDX-License-Identifier: Apache-2.0
import type { JWK } from 'jose';
import { type Configuration, errors } from 'oidc-provider';
import { isUidp } from '../../core/iam/uidp.ts';
import type { Service } from '../service.ts';
import { adapterOver } from './adapter.ts';
import { devicePages } from './device-pages.ts';
import { claimsOf, tokenLife } from './mint.ts';
import { escapeHtml, page, pageHeaders } from './page.ts';
import { recall } from './people.ts';
import { sealer } from './sealing.ts';
import { signingKeys } from './signing-keys.ts';

const day = 24 * 3600;

/** The scopes of our clients, and that of the API; what may be done there, bindings say. */
const scopes = ['openid', 'offline_access', 'email'];
const apiScope = 'api';

/** Everything that the OpenID Provider is told; what is not needed is off. */
export function configuration(service: Service, published: JWK[]): Configuration {
  const { issuer, documents, clock, keys } = service;
  const cookie = { signed: true, sameSite: 'lax', httpOnly: true } as const;
  const secure = issuer.startsWith('https:');
  return {
    adapter: adapterOver(documents, sealer(service.cookieKeys), clock),
    jwks: { keys: signingKeys(keys, published) },
    clients: [chainctl, console(issuer)],
    clientAuthMethods: ['none'],
    responseTypes: ['code'],
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    scopes,
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    // The console is served from here; no other page has business with the token endpoint.
    clientBasedCORS: (_context, origin) => origin === new URL(issuer).origin,
    pkce: { required: () => true },
    routes: {
      authorization: '/oauth/authorize',
      token: '/oauth/token',
      device_authorization: '/oauth/device',
      code_verification: '/activate',
      revocation: '/oauth/revoke',
      jwks: '/.well-known/jwks.json',
    },
    cookies: {
      keys: service.cookieKeys,
      short: { ...cookie, secure },
      long: { ...cookie, secure },
    },
    interactions: { url: (_context, interaction) => `/login/${interaction.uid}` },
    ...accounts(service),
    features: features(service),
    // With or without the scope offline_access, which the standard ties to a question of consent.
    issueRefreshToken: async (_context, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    expiresWithSession: () => false,
    // A refresh token lives 30 days from its last use; a login ends after 90, whatever its use.
    ttl: {
      AccessToken: tokenLife,
      AuthorizationCode: 60,
      DeviceCode: 900,
      Grant: 90 * day,
      IdToken: tokenLife,
      Interaction: 900,
      RefreshToken: 30 * day,
      Session: 900,
    },
    renderError: (context, out) => {
      for (const [name, value] of Object.entries(pageHeaders)) context.set(name, value);
      const text = out.error_description ?? out.error;
      context.body = page('That did not work', `<p>${escapeHtml(text)}</p>`);
    },
  };
}

/** The command line: a native app that keeps no secret (RFC 8252), on any loopback port. */
const chainctl = {
  client_id: 'chainctl',
  client_name: 'chainctl',
  application_type: 'native',
  token_endpoint_auth_method: 'none',
  redirect_uris: ['http://127.0.0.1/callback'],
  response_types: ['code'],
  grant_types: [
    'authorization_code',
    'refresh_token',
    'urn:ietf:params:oauth:grant-type:device_code',
  ],
  id_token_signed_response_alg: 'ES256',
} satisfies NonNullable<Configuration['clients']>[number];

/** The web console: a page that keeps no secret, served where the service is reached. */
const console = (issuer: string) =>
  ({
    client_id: 'console',
    client_name: 'console',
    application_type: 'web',
    token_endpoint_auth_method: 'none',
    redirect_uris: [`${issuer}/callback`],
    response_types: ['code'],
    grant_types: ['authorization_code', 'refresh_token'],
    id_token_signed_response_alg: 'ES256',
  }) satisfies NonNullable<Configuration['clients']>[number];

function accounts(service: Service) {
  const recalled = async (id: string | undefined) =>
    id !== undefined && isUidp(id) ? recall(service, id) : undefined;
  return {
    findAccount: async (_context, id) => {
      const person = await recalled(id);
      if (person === undefined) return undefined;
      const { email, emailVerified } = person;
      return { accountId: id, claims: () => ({ sub: id, email, email_verified: emailVerified }) };
    },
    extraTokenClaims: async (_context, token) => {
      const person = await recalled('accountId' in token ? token.accountId : undefined);
      return person === undefined ? {} : claimsOf(person);
    },
    // Each login is a family of tokens of its own, so that revoking one leaves the others.
    loadExistingGrant: async ({ oidc }) => {
      const { accountId } = oidc.session ?? {};
      const clientId = oidc.client?.clientId;
      if (accountId === undefined || clientId === undefined) return undefined;
      const grant = new oidc.provider.Grant({ accountId, clientId });
      grant.addOIDCScope(scopes.join(' '));
      grant.addResourceScope(service.audience, apiScope);
      await grant.save();
      return grant;
    },
  } satisfies Configuration;
}

function features({ audience }: Service): NonNullable<Configuration['features']> {
  return {
    devInteractions: { enabled: false },
    dPoP: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    userinfo: { enabled: false },
    externalSigningSupport: { enabled: true, ack: 'experimental-01' },
    deviceFlow: { enabled: true, ...devicePages },
    revocation: {
      enabled: true,
      allowedPolicy: (_context, client, token) => token.clientId === client.clientId,
    },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => audience,
      useGrantedResource: () => true,
      getResourceServerInfo: (_context, resource) => {
        if (resource !== audience) throw new errors.InvalidTarget();
        return {
          scope: apiScope,
          audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: tokenLife,
          jwt: { sign: { alg: 'ES256' } },
        };
      },
    },
  };
}
