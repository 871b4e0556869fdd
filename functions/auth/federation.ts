// SPDX-License-Identifier: Apache-2.0
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as oidc from 'openid-client';
import * as z from 'zod';
import { Failure } from '../../core/errors.ts';
import type { Uidp } from '../../core/iam/uidp.ts';
import { logins } from '../../store/collections.ts';
import { fields } from '../../store/kind.ts';
import type { LoginProvider, Service } from '../service.ts';
import { remember } from './people.ts';

/** How long somebody may take with the other provider, in seconds. */
const patience = 10 * 60;

/** What to type when a login came to nothing. */
export const again = { next: 'chainctl auth login' } as const;

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * Logins with other OpenID Providers: authorization code with PKCE, state and nonce. The state names
 * the login and holds a secret; the browser that leaves is given another in a cookie, and nothing is
 * taken from one that comes back without it: else whoever finishes a login that another began would
 * log that other in as themselves (RFC 9700 §4.7). Redirects lead to configured places alone.
 */
export function federation(service: Service) {
  const discovered = discoverer();
  const key = (uid: string) => ({ collection: logins, id: hash(uid) });
  const callback = (id: string) => `${service.issuer}/login/callback/${id}`;
  const known = (id: string): LoginProvider => {
    const provider = service.loginProviders.find((each) => each.id === id);
    if (provider === undefined) {
      throw new Failure('NOT_FOUND', 'there is no such login provider', {
        place: 'path',
        ...again,
      });
    }
    return provider;
  };
  const cookieFor = (uid: string, value: string): string => {
    const secure = service.issuer.startsWith('https:') ? '; Secure' : '';
    const scope = `Path=/login/callback; HttpOnly; SameSite=Lax; Max-Age=${patience}${secure}`;
    return `${cookieName(uid)}=${value}; ${scope}`;
  };

  /** The login that state and cookie both belong to; taken once. */
  const taken = (uid: string, id: string, state: string, cookie: string) =>
    service.documents.transaction(async (transaction) => {
      const document = await transaction.get(key(uid));
      const login = document && logins.shape.parse(document.data);
      const fits =
        login?.person === undefined &&
        login?.provider === id &&
        same(login.stateHash, hash(state)) &&
        same(login.browserHash, hash(cookie));
      if (!login || !fits) {
        const why = 'this answer belongs to no login that is under way in this browser';
        throw new Failure('FAILED_PRECONDITION', why, again);
      }
      transaction.delete(key(uid));
      return login;
    });

  return {
    /** Where to send the browser, which is given its cookie. */
    leave: async (uid: string, id: string, response: ServerResponse): Promise<string> => {
      const configuration = await discovered(known(id));
      const browser = randomBytes(32).toString('base64url');
      const verifier = oidc.randomPKCECodeVerifier();
      const state = `${uid}.${oidc.randomState()}`;
      const nonce = oidc.randomNonce();
      const login = {
        provider: id,
        stateHash: hash(state),
        browserHash: hash(browser),
        verifier,
        nonce,
        expires: service.clock() + patience * 1000,
      };
      await service.documents.put(key(uid), fields(login));
      response.setHeader('set-cookie', cookieFor(uid, browser));
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
    comeBack: async (request: IncomingMessage, url: URL, id: string): Promise<string> => {
      const state = url.searchParams.get('state') ?? '';
      const uid = state.split('.', 1)[0] ?? '';
      const login = await taken(uid, id, state, cookieOf(request, cookieName(uid)));
      const provider = known(id);
      const tokens = await oidc
        .authorizationCodeGrant(
          await discovered(provider),
          new URL(`${callback(id)}${url.search}`),
          {
            pkceCodeVerifier: login.verifier,
            expectedState: state,
            expectedNonce: login.nonce,
            idTokenExpected: true,
          },
        )
        .catch((cause: unknown) => {
          throw new Failure('PERMISSION_DENIED', `${provider.name} did not log you in`, {
            ...again,
            cause,
          });
        });
      const { sub, email, email_verified } = claims.parse(tokens.claims());
      const { id: person } = await remember(service, {
        issuer: provider.issuer,
        subject: sub,
        email,
        emailVerified: email !== undefined && email_verified === true,
      });
      await service.documents.put(key(uid), fields({ ...login, person }));
      return `/login/${uid}/done`;
    },

    /** Who came back, once. @throws Failure FAILED_PRECONDITION */
    arrived: (uid: string): Promise<Uidp> =>
      service.documents.transaction(async (transaction) => {
        const document = await transaction.get(key(uid));
        const person = document && logins.shape.parse(document.data).person;
        if (person === undefined) {
          throw new Failure('FAILED_PRECONDITION', 'this login is not done yet', again);
        }
        transaction.delete(key(uid));
        return person;
      }),
  };
}

const claims = z.object({
  sub: z.string().min(1),
  email: z.string().optional().catch(undefined),
  email_verified: z.unknown(),
});

/** Finds out about providers when they are first needed; a failure is tried again next time. */
function discoverer() {
  const configurations = new Map<string, Promise<oidc.Configuration>>();
  return (provider: LoginProvider): Promise<oidc.Configuration> => {
    const known = configurations.get(provider.id);
    if (known !== undefined) return known;
    const { issuer, clientId, clientSecret } = provider;
    const execute = [oidc.enableNonRepudiationChecks];
    if (new URL(issuer).protocol === 'http:') execute.push(oidc.allowInsecureRequests);
    const found = oidc
      .discovery(new URL(issuer), clientId, clientSecret, undefined, {
        execute,
        timeout: 10,
      })
      .catch((cause: unknown) => {
        configurations.delete(provider.id);
        throw new Failure('UNAVAILABLE', `${provider.name} cannot be reached`, { ...again, cause });
      });
    configurations.set(provider.id, found);
    return found;
  };
}

/** One for each login, so that two tabs do not disturb each other. */
const cookieName = (uid: string): string => `login_${hash(uid).slice(0, 16)}`;

function cookieOf(request: IncomingMessage, name: string): string {
  const pairs = (request.headers.cookie ?? '').split(/;\s*/);
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}

const same = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
