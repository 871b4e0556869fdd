// SPDX-License-Identifier: Apache-2.0
import { LRUCache } from 'lru-cache';
import type { Clock, Deadline } from '../clock.ts';
import { type Credential, fingerprint } from '../credentials/credential.ts';
import { limits } from '../limits.ts';
import { Troubled } from '../troubled.ts';
import type { Persist } from '../wire/persist.ts';
import type { PlainHosts } from '../wire/plain.ts';
import type { Answer, Request } from '../wire/send.ts';
import { type Scheme, schemeAsked } from './challenge.ts';
import { basicOf, fetchToken, type Token } from './token.ts';

/** Who asks for which repository of a host. */
export interface Caller {
  credential: Credential;
  /** The path of the repository at the host that is asked. */
  path: string;
}

/** Sends a request with what its caller may show there. @throws Troubled */
export type Door = (request: Request, caller: Caller, deadline: Deadline) => Promise<Answer>;

/** How long the first question to a host holds up others, in milliseconds. */
const longestWait = 1_000;

/**
 * Gets callers past a registry's authentication. How a host wants it is learnt from its first answer
 * and kept; tokens are kept per host, repository and credential until they run out. While the first
 * question to a host is under way the others wait, so that a challenge is met once and not by each.
 */
export function openDoor(ways: { persist: Persist; plainHosts: PlainHosts; clock: Clock }): Door {
  const schemes = new LRUCache<string, Promise<Scheme>>({ max: 1000 });
  const tokens = new LRUCache<string, Promise<Token>>({ max: 10_000 });

  const tokenFor = async (scheme: Bearer, { url }: Request, caller: Caller, deadline: Deadline) => {
    const key = tokenKey(url, caller);
    for (let flight = tokens.get(key); flight !== undefined; flight = tokens.get(key)) {
      const token = await flight.catch(() => undefined);
      if (token !== undefined && token.until > ways.clock.now()) return token.value;
      if (tokens.get(key) === flight) tokens.delete(key);
    }
    const fetched = fetchToken(scheme, { ...caller, from: url }, ways, deadline);
    tokens.set(key, fetched);
    fetched.catch(() => undefined);
    return (await fetched).value;
  };

  const shown = async (scheme: Scheme, request: Request, caller: Caller, deadline: Deadline) => {
    const { credential } = caller;
    if (scheme.kind === 'none') return undefined;
    if (credential.kind === 'bearer') return `Bearer ${credential.token}`;
    if (scheme.kind === 'bearer') {
      return `Bearer ${await tokenFor(scheme, request, caller, deadline)}`;
    }
    return credential.kind === 'basic' ? basicOf(credential) : undefined;
  };

  /** The scheme of the host, and the answer if a question was needed to learn it. */
  const learn = async (request: Request, caller: Caller, deadline: Deadline) => {
    const key = hostKey(request.url, caller);
    const known = schemes.get(key);
    if (known !== undefined) {
      const scheme = await inTime(known, deadline);
      if (scheme !== undefined) return { scheme };
    }
    const asked = ways.persist(request, deadline);
    const scheme = asked.then((answer) => schemeBehind(answer, request, caller, deadline));
    schemes.set(key, scheme);
    scheme.catch(() => schemes.delete(key));
    return { scheme: await scheme, answer: await asked };
  };

  /** Some hosts hide what is not for everybody behind 403 or 404 and challenge at `/v2/` alone. */
  const schemeBehind = async (
    answer: Answer,
    { url, headers, asker = '' }: Request,
    { credential }: Caller,
    deadline: Deadline,
  ): Promise<Scheme> => {
    const hidden = answer.status === 403 || answer.status === 404;
    if (!hidden || credential.kind === 'anonymous') return schemeOf(answer, url);
    const root = new URL('/v2/', url);
    const request: Request = { method: 'GET', url: root, headers, most: limits.token, asker };
    return schemeOf(await ways.persist(request, deadline), root);
  };

  return async (request, caller, deadline) => {
    const { scheme, answer } = await learn(request, caller, deadline);
    if (answer !== undefined && scheme.kind === 'none') return settled(answer, request, caller);
    const first = await shown(scheme, request, caller, deadline);
    const second = await ways.persist(withShown(request, first), deadline);
    if (second.status !== 401) return settled(second, request, caller);
    // The token ran out early, or this repository is guarded in another way than the first one was.
    const anew = schemeOf(second, request.url);
    schemes.set(hostKey(request.url, caller), Promise.resolve(anew));
    tokens.delete(tokenKey(request.url, caller));
    const again = await shown(anew, request, caller, deadline);
    if (again === undefined || again === first) return settled(second, request, caller);
    return settled(await ways.persist(withShown(request, again), deadline), request, caller);
  };
}

/** What the first question brings; undefined if it fails, or if waiting for it would cost too much. */
async function inTime(known: Promise<Scheme>, deadline: Deadline): Promise<Scheme | undefined> {
  const late = AbortSignal.any([AbortSignal.timeout(longestWait), deadline.signal]);
  const over = new Promise<undefined>((resolve) => {
    late.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  return Promise.race([known.catch(() => undefined), over]);
}

type Bearer = Extract<Scheme, { kind: 'bearer' }>;

const hostKey = ({ origin }: URL, { credential }: Caller): string =>
  `${origin} ${fingerprint(credential)}`;
const tokenKey = (url: URL, caller: Caller): string => `${hostKey(url, caller)} ${caller.path}`;

/** What the answer asks for, if it came from where it was asked: nobody else names token services. */
const schemeOf = ({ status, headers, url }: Answer, asked: URL): Scheme =>
  status === 401 && url.href === asked.href
    ? schemeAsked(headers['www-authenticate'])
    : { kind: 'none' };

const withShown = (request: Request, authorization: string | undefined): Request =>
  authorization === undefined
    ? request
    : { ...request, headers: { ...request.headers, authorization } };

/** A refusal is no absence: what is there and may not be seen looks the same as what is not there. */
function settled(answer: Answer, { url }: Request, { credential, path }: Caller): Answer {
  if (answer.status !== 401 && answer.status !== 403) return answer;
  throw new Troubled(
    'refused',
    `${url.host} does not show ${path} ${shownBy(credential)} (${answer.status})`,
  );
}

function shownBy(credential: Credential): string {
  if (credential.kind !== 'anonymous') return 'with these credentials';
  return credential.why === undefined
    ? 'without credentials'
    : `without credentials, and ${credential.why}`;
}
