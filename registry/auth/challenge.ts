// SPDX-License-Identifier: Apache-2.0

/** How a registry wants to be shown credentials. */
export type Scheme =
  | { kind: 'none' }
  | { kind: 'basic' }
  | { kind: 'bearer'; realm: string; service: string | undefined };

/**
 * What a `WWW-Authenticate` header asks for (RFC 9110 §11.6.1): a bearer token where that is offered,
 * else basic authentication; `none` if it asks for neither.
 */
export function schemeAsked(header: string | undefined): Scheme {
  const challenges = challengesOf(header ?? '');
  const realm = challenges.get('bearer')?.get('realm');
  if (realm !== undefined) {
    return { kind: 'bearer', realm, service: challenges.get('bearer')?.get('service') };
  }
  return challenges.has('basic') ? { kind: 'basic' } : { kind: 'none' };
}

/** The first challenge of each scheme, with its parameters; names in lower case. */
function challengesOf(header: string): Map<string, Map<string, string>> {
  const found = new Map<string, Map<string, string>>();
  let parameters = new Map<string, string>();
  const part = /([\w!#$%&'*+.^`|~-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*)))?/g;
  for (const [, word = '', quoted, bare] of header.matchAll(part)) {
    const value = quoted?.replace(/\\(.)/g, '$1') ?? bare;
    const name = word.toLowerCase();
    if (value !== undefined) {
      if (!parameters.has(name)) parameters.set(name, value);
      continue;
    }
    parameters = new Map();
    if (!found.has(name)) found.set(name, parameters);
  }
  return found;
}
