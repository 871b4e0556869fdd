// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import type { Endpoint } from '../core/api/endpoint.ts';
import { asFailure } from '../core/errors.ts';
import { rootOf } from '../core/iam/uidp.ts';
import { Conflict } from '../ports/documents/port.ts';
import { aborted } from '../store/change.ts';
import { admit } from './http/access.ts';
import { sendFailure, sendJson } from './http/answer.ts';
import { bearers, type Principal, refused } from './http/bearer.ts';
import { parseJson, readBody, unpacked } from './http/body.ts';
import { decode } from './http/decode.ts';
import type { Call } from './http/handler.ts';
import { type Match, type Route, router, targetOf } from './http/route.ts';
import { turn } from './http/turn.ts';
import type { Service } from './service.ts';

/** What a server calls with each request: the form that Node and functions-framework share. */
export type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * The only door: finds the endpoint, asks who calls and whether they may, decodes, hands over to the
 * handler, answers. Nothing that is thrown leaves it as anything but a status of ours.
 */
export function door(service: Service, routes: Route[]): Listener {
  const route = router(routes);
  const verify = bearers(service);

  const answer = async (
    request: IncomingMessage,
    response: ServerResponse,
    entry: Record<string, unknown>,
  ) => {
    const { path, query } = targetOf(request.url ?? '/');
    const match = route(request.method ?? 'GET', path);
    const { endpoint, handler } = match.route;
    entry['endpoint'] = endpoint.id;
    const whenGone = (leave: () => void) =>
      response.closed ? leave() : void response.once('close', leave);
    const call = { ...(await enter(request, match, entry)), whenGone };
    const body =
      endpoint.body === undefined
        ? {}
        : parseJson(await bodyOf(request, endpoint), request.headers['content-type']);
    const decoded = decode(endpoint, { path: match.fields, query, body });
    if (!needsToken(match)) return handler(decoded, call);
    const cluster = await admit(service.documents, call.principal.identity, endpoint, decoded);
    return handler(decoded, { ...call, cluster });
  };

  const enter = async (
    request: IncomingMessage,
    match: Match,
    entry: Record<string, unknown>,
  ): Promise<Omit<Call, 'whenGone'>> => {
    const token = bearerOf(request);
    const principal = needsToken(match) ? await known(verify, token) : stranger;
    entry['identity'] = principal.identity;
    const actor = {
      subject: principal.identity,
      ...(principal.email === undefined ? {} : { email: principal.email }),
      ...(principal.act === undefined ? {} : { act: principal.act }),
    };
    return { service, principal, token, author: { actor, from: origin(service, request) } };
  };

  return async (request, response) => {
    const entry: Record<string, unknown> = {};
    const begun = performance.now();
    await turn();
    try {
      const value = await answer(request, response, entry);
      sendJson(response, 200, value);
    } catch (error) {
      const failure = asFailure(error instanceof Conflict ? aborted(error) : error);
      if (failure.code === 'INTERNAL') entry['error'] = describe(failure.cause);
      entry['code'] = failure.code;
      sendFailure(response, failure);
    } finally {
      const status = response.statusCode;
      const severity = status >= 500 ? 'ERROR' : 'INFO';
      service.log({ severity, status, ms: Math.round(performance.now() - begun), ...entry });
    }
  };
}

/** How much larger than it was sent a body may be when it is unpacked. */
const unpacking = 2;

/** The bytes of the body; unpacked where the endpoint takes larger ones than others. */
async function bodyOf(request: IncomingMessage, { largest }: Endpoint): Promise<Buffer> {
  if (largest === undefined) return readBody(request);
  return unpacked(await readBody(request, largest), unpacking * largest);
}

const needsToken = ({ route }: Match): boolean =>
  route.endpoint.access.kind !== 'public' && route.endpoint.access.kind !== 'presented';

async function known(
  verify: (token: string) => Promise<Principal>,
  token: string | undefined,
): Promise<Principal> {
  if (token === undefined) throw refused();
  return verify(token);
}

/** Nobody: holds nothing anywhere. */
const stranger: Principal = {
  identity: rootOf(new Uint8Array(20)),
  issuedAt: new Date(0),
  expiry: new Date(0),
  emailVerified: false,
};

function bearerOf(request: IncomingMessage): string | undefined {
  const found = /^Bearer ([\w.~+/-]+=*)$/i.exec(request.headers.authorization ?? '');
  return found?.[1];
}

/** Where a request came from, as far as the proxies in front of us are ours. */
export function origin(
  service: Pick<Service, 'proxies'>,
  request: IncomingMessage,
): { address: string; client: string } {
  const forwarded = String(request.headers['x-forwarded-for'] ?? '').split(',');
  const claimed = service.proxies === 0 ? '' : (forwarded.at(-service.proxies)?.trim() ?? '');
  return {
    address: isIP(claimed) === 0 ? (request.socket.remoteAddress ?? '') : claimed,
    client: String(request.headers['user-agent'] ?? '').slice(0, 200),
  };
}

/** An error for the log: what kind and where, not what was in it. */
function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return typeof cause;
  const frame = cause.stack?.split('\n').find((line) => line.trim().startsWith('at '));
  return `${cause.name}: ${cause.message.slice(0, 300)} ${frame?.trim() ?? ''}`;
}
