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

/** Finds the route for a method and a path. @throws Failure NOT_FOUND */
export function router(routes: Route[]): (method: string, path: string) => Match {
  const patterns = routes.map((route) => ({ route, pattern: patternOf(route.endpoint.path) }));
  return (method, path) => {
    for (const { route, pattern } of patterns) {
      if (route.endpoint.method !== method) continue;
      const found = pattern.exec(path);
      if (found) return { route, fields: decoded(found.groups ?? {}) };
    }
    throw new Failure('NOT_FOUND', `there is nothing at ${method} ${path.slice(0, 200)}`, {
      next: 'GET /openapi.json',
    });
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

function decoded(groups: Record<string, string>): Record<string, string> {
  try {
    return Object.fromEntries(
      Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
  } catch (cause) {
    throw new Failure('INVALID_ARGUMENT', 'the path holds a broken % escape', { cause });
  }
}
