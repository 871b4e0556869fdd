// SPDX-License-Identifier: Apache-2.0
import { createHash, timingSafeEqual } from 'node:crypto';
import * as oidc from 'openid-client';
import { z } from 'zod';
import { Failure } from '../../core/errors.ts';
import type { Uidp } from '../../core/iam/uidp.ts';
import { logins } from '../../store/collections.ts';
import { fields } from '../../store/kind.ts';
import type { LoginProvider, Service } from '../service.ts';
import { remember } from './people.ts';

/** How long somebody may take with the other provider, in milliseconds. */
const patience = 10 * 60_000;

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * Logins with other OpenID Providers: authorization code with PKCE, state and nonce. The state names
 * the login and holds a secret; the login goes on only in the browser that began it, since the page
 * `done` asks for its cookie. Redirects lead to configured places alone.
 */
export function federation(service: Service) {
  const configurations = new Map<string, Promise<oidc.Configuration>>();
  const known = (id: string): LoginProvider => {
    const provider = service.loginProviders.find((each) => each.id === id);
    if (provider === undefined) throw new Failure('NOT_FOUND', 'there is no such login provider');
    return provider;
  };
  const discovered = ({ id, issuer, clientId, clientSecret }: LoginProvider) => {
    const loopback = service.development !== undefined && new URL(issuer).protocol === 'http:';
    const options = loopback ? { execute: [oidc.allowInsecureRequests] } : {};
    const found =
      configurations.get(id) ??
      oidc.discovery(new URL(issuer), clientId, clientSecret, undefined, options);
    configurations.set(id, found);
    found.catch(() => configurations.delete(id));
    return found;
  };
  const key = (uid: string) => ({ collection: logins, id: hash(uid) });
  const callback = (id: string) => `${service.issuer}/login/callback/${id}`;
  const pending = async (uid: string) => {
    const document = await service.documents.get(key(uid));
    return document && logins.shape.parse(document.data);
  };

  return {
    /** Where to send the browser. */
    leave: async (uid: string, id: string): Promise<string> => {
      const configuration = await discovered(known(id));
      const verifier = oidc.randomPKCECodeVerifier();
      const state = `${uid}.${oidc.randomState()}`;
      const nonce = oidc.randomNonce();
      const expires = service.clock() + patience;
      const login = { provider: id, stateHash: hash(state), verifier, nonce, expires };
      await service.documents.put(key(uid), fields(login));
      return oidc.buildAuthorizationUrl(configuration, {
        redirect_uri: callback(id),
        scope: 'openid email',
        state,
        nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      }).href;
    },

    /** Takes the provider's answer, and says where the login goes on. */
    comeBack: async (url: URL, id: string): Promise<string> => {
      const state = url.searchParams.get('state') ?? '';
      const uid = state.split('.', 1)[0] ?? '';
      const login = await pending(uid);
      if (login === undefined || login.provider !== id || !same(login.stateHash, hash(state))) {
        throw new Failure(
          'FAILED_PRECONDITION',
          'this answer belongs to no login that is under way',
        );
      }
      const provider = known(id);
      const here = new URL(`${callback(id)}${url.search}`);
      const checks = {
        pkceCodeVerifier: login.verifier,
        expectedState: state,
        expectedNonce: login.nonce,
        idTokenExpected: true,
      };
      const tokens = await oidc
        .authorizationCodeGrant(await discovered(provider), here, checks)
        .catch((cause: unknown) => {
          throw new Failure('PERMISSION_DENIED', `${provider.name} did not log you in`, { cause });
        });
      const claims = claimsShape.parse(tokens.claims());
      const { id: person } = await remember(service, {
        issuer: provider.issuer,
        subject: claims.sub,
        email: claims.email,
        emailVerified: claims.email_verified,
      });
      await service.documents.put(key(uid), fields({ ...login, person }));
      return `/login/${uid}/done`;
    },

    /** Who came back, once. @throws Failure FAILED_PRECONDITION */
    arrived: async (uid: string): Promise<Uidp> => {
      const person = (await pending(uid))?.person;
      await service.documents.delete(key(uid));
      if (person !== undefined) return person;
      throw new Failure('FAILED_PRECONDITION', 'this login is not done yet');
    },
  };
}

const claimsShape = z.object({
  sub: z.string().min(1),
  email: z.string().optional(),
  email_verified: z.boolean().default(false),
});

const same = (one: string, other: string): boolean =>
  timingSafeEqual(Buffer.from(one), Buffer.from(other));
