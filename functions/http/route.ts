// SPDX-License-Identifier: Apache-2.0
import type { Endpoint } from '../../core/api/endpoint.ts';
import { Failure } from '../../core/errors.ts';
import type { Handler } from './handler.ts';

/** An endpoint and what answers it. */
export interface Route {
  endpoint: Endpoint;
  handler: Handler<Endpoint>;
}

/** A route that fits a request, with the fields that stood in its path. */
export interface Match {
  route: Route;
  fields: Record<string, string>;
}

/** What a request asks for: its path as it came, and its query. */
export interface Target {
  path: string;
  query: URLSearchParams;
}

/** The target of a request line. @throws Failure INVALID_ARGUMENT for a broken escape in the query */
export function targetOf(url: string): Target {
  const cut = url.indexOf('?');
  if (cut === -1) return { path: url, query: new URLSearchParams() };
  const query = url.slice(cut + 1);
  unescaped(query, 'query');
  return { path: url.slice(0, cut), query: new URLSearchParams(query) };
}

/** Finds the route for a method and a path. @throws Failure NOT_FOUND */
export function router(routes: Route[]): (method: string, path: string) => Match {
  const patterns = routes.map((route) => ({ route, pattern: patternOf(route.endpoint.path) }));
  return (method, path) => {
    const fitting = patterns.filter(({ pattern }) => pattern.test(path));
    const found = fitting.find(({ route }) => route.endpoint.method === method);
    if (found === undefined) {
      throw nothingAt(
        method,
        path,
        fitting.map(({ route }) => route.endpoint.method),
      );
    }
    return { route: found.route, fields: decoded(found.pattern.exec(path)?.groups ?? {}) };
  };
}

/** `{name}` takes one segment, `{name=**}` the rest of the path (google.api.http templates). */
function patternOf(path: string): RegExp {
  const source = path
    .replaceAll(/[.:]/g, '\\$&')
    .replaceAll(/\{(\w+)=\*\*\}/g, '(?<$1>.+)')
    .replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  return new RegExp(`^${source}$`);
}

const decoded = (groups: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(groups).map(([name, value]) => [name, unescaped(value, 'path')]),
  );

function unescaped(text: string, place: 'path' | 'query'): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new Failure('INVALID_ARGUMENT', `the ${place} holds a broken % escape`, {
      place,
      next: 'GET /openapi.json',
      cause,
    });
  }
}

function nothingAt(method: string, path: string, others: string[]): Failure {
  const there = others.length === 0 ? '' : `; ${others.join(' and ')} would be answered there`;
  return new Failure('NOT_FOUND', `there is nothing at ${method} ${path.slice(0, 200)}${there}`, {
    place: others.length === 0 ? 'path' : 'method',
    next: 'GET /openapi.json',
  });
}
