// SPDX-License-Identifier: Apache-2.0
import { Provider } from 'oidc-provider';
import { isUidp } from '../../core/iam/uidp.ts';
import type { Listener } from '../http.ts';
import type { Service } from '../service.ts';
import { adapterOver } from './adapter.ts';
import { devicePages } from './device-pages.ts';
import { interactions } from './interaction.ts';
import { claimsOf, tokenLife } from './mint.ts';
import { page, pageHeaders } from './page.ts';
import { recall } from './people.ts';
import { signingKeys } from './signing-keys.ts';

const day = 24 * 3600;

/** Serves the OpenID Provider and its pages, with whatever keys are published at the time. */
export function providerListener(service: Service): Listener {
  let current: { kids: string; listener: Listener } | undefined;
  const issuer = new URL(service.issuer);
  return async (request, response) => {
    const published = await service.keys.published();
    const kids = published.map(({ kid }) => kid).join();
    if (current?.kids !== kids) {
      const provider = await compose(service);
      current = { kids, listener: serve(service, provider) };
    }
    // Every URL comes from configuration, none from what a client says it reached.
    request.headers.host = issuer.host;
    request.headers['x-forwarded-proto'] = issuer.protocol.slice(0, -1);
    delete request.headers['x-forwarded-host'];
    return current.listener(request, response);
  };
}

function serve(service: Service, provider: Provider): Listener {
  const callback = provider.callback();
  const login = interactions(service, provider);
  return async (request, response) => {
    if ((request.url ?? '').startsWith('/login/')) return login(request, response);
    return callback(request, response);
  };
}

async function compose(service: Service): Promise<Provider> {
  const { issuer, audience, documents, clock, keys } = service;
  const scope = 'api';
  const provider = new Provider(issuer, {
    adapter: adapterOver(documents, clock),
    jwks: { keys: signingKeys(keys, await keys.published()) },
    clients: [
      {
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
      },
    ],
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    scopes: ['openid', 'offline_access', 'email'],
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    routes: {
      authorization: '/oauth/authorize',
      token: '/oauth/token',
      device_authorization: '/oauth/device',
      code_verification: '/activate',
      revocation: '/oauth/revoke',
      userinfo: '/oauth/userinfo',
      end_session: '/oauth/logout',
      jwks: '/.well-known/jwks.json',
    },
    cookies: {
      keys: service.cookieKeys,
      short: { signed: true, sameSite: 'lax', secure: issuer.startsWith('https:'), httpOnly: true },
      long: { signed: true, sameSite: 'lax', secure: issuer.startsWith('https:'), httpOnly: true },
    },
    interactions: { url: (_context, interaction) => `/login/${interaction.uid}` },
    findAccount: async (_context, id) => {
      const person = isUidp(id) ? await recall(service, id) : undefined;
      if (person === undefined) return undefined;
      const { email, emailVerified } = person;
      return { accountId: id, claims: () => ({ sub: id, email, email_verified: emailVerified }) };
    },
    extraTokenClaims: async (_context, token) => {
      const id = 'accountId' in token ? token.accountId : undefined;
      const person = id !== undefined && isUidp(id) ? await recall(service, id) : undefined;
      return person === undefined ? {} : claimsOf(person);
    },
    features: {
      devInteractions: { enabled: false },
      externalSigningSupport: { enabled: true, ack: 'experimental-01' },
      deviceFlow: { enabled: true, ...devicePages },
      revocation: { enabled: true, allowedPolicy: () => true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope,
          audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: tokenLife,
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
    issueRefreshToken: async (_context, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    expiresWithSession: () => false,
    ttl: {
      AccessToken: tokenLife,
      AuthorizationCode: 60,
      DeviceCode: 900,
      Grant: 90 * day,
      IdToken: tokenLife,
      Interaction: 900,
      RefreshToken: 30 * day,
      Session: 8 * 3600,
    },
    renderError: (context, out) => {
      for (const [name, value] of Object.entries(pageHeaders)) context.set(name, value);
      const text = out.error_description ?? out.error;
      context.body = page('That did not work', `<p>${text.replaceAll(/[<>&"']/g, ' ')}</p>`);
    },
  });
  provider.proxy = true;
  provider.on('server_error', (_context, error) => {
    service.log({ severity: 'ERROR', function: 'auth', error: `${error.name}: ${error.message}` });
  });
  return provider;
}
