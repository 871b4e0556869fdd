// SPDX-License-Identifier: Apache-2.0
import type { Endpoint, Given } from './endpoint.ts';

/** A request as HTTP carries it: the path with its query, and the value of a JSON body. */
export interface Encoded {
  method: string;
  /** Begins with a slash; to be put behind the URL of the API. */
  target: string;
  body: unknown;
}

/**
 * The request of an endpoint as HTTP carries it, the reverse of what the server decodes: fields of
 * the path stand there with their slashes, `body` names what goes into the body, the rest is query.
 */
export function encode<E extends Endpoint>(endpoint: E, request: Given<E>): Encoded {
  const fields = new Map(Object.entries(request ?? {}).filter(([, value]) => value !== undefined));
  const path = endpoint.path.replaceAll(/\{(\w+)(=\*\*)?\}/g, (_whole, name: string, rest) => {
    const value = String(fields.get(name) ?? '');
    fields.delete(name);
    const segments = rest === undefined ? [value] : value.split('/');
    return segments.map(encodeURIComponent).join('/');
  });
  if (endpoint.body !== undefined) {
    const whole = endpoint.body === '*';
    const body = whole ? Object.fromEntries(fields) : fields.get(endpoint.body);
    return { method: endpoint.method, target: path, body };
  }
  const query = new URLSearchParams([...fields].map(([name, value]) => [name, String(value)]));
  const target = query.size === 0 ? path : `${path}?${query}`;
  return { method: endpoint.method, target, body: undefined };
}
